"""Addresses that look like articles, or lie beside them, and are something else: what a crawl meets besides what it wants."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from tests.website.story import HOSTS, Story
from tests.website.system import Answer, System, html, query, redirect

# numbers that no article has
_FIRST = 900_000
_TITLES = {
    "error": "Bài viết mà máy chủ không dựng được",
    "missing": "Bài viết đã thất lạc từ lâu",
    "gone": "Bài viết đã được gỡ khỏi trang",
    "loop": "Bài viết chuyển hướng vòng quanh",
    "loop-back": "Bài viết chuyển hướng vòng về",
    "elsewhere": "Bài viết đã chuyển sang trang bạn",
    "private": "Bài viết chuyển vào mạng nội bộ",
    "large": "Bài viết dài quá mức cho phép",
    "cut": "Bài viết đứt giữa chừng vì mất kết nối",
    "pdf": "Toàn văn văn bản dạng tệp đính kèm",
    "image": "Ảnh lớn thay cho bài viết",
}
PRIVATE = "http://10.0.0.1/quan-tri/"


class Oddities:
    """The odd addresses of one host, made in the shape of its articles from any one of them."""

    def __init__(self, system: System, pattern: Story, elsewhere: str, *, large: int) -> None:
        self.system = system
        self.large = large
        self.elsewhere = elsewhere
        self.paths = {
            kind: system.path(replace(pattern, number=_FIRST + n * len(HOSTS) + system.index, title=title, copy_of=None))
            for n, (kind, title) in enumerate(_TITLES.items())
        }
        answers: dict[str, Callable[[], Answer]] = {
            "error": lambda: html("<html><body><h1>500 Internal Server Error</h1></body></html>", 500),
            "missing": lambda: html("<html><head><title>404</title></head><body><h1>Không tìm thấy trang</h1></body></html>", 404),
            "gone": lambda: html("<html><head><title>410</title></head><body><h1>Nội dung đã được gỡ bỏ</h1></body></html>", 410),
            "loop": lambda: redirect(self.paths["loop-back"], 302),
            "loop-back": lambda: redirect(self.paths["loop"], 302),
            "elsewhere": lambda: redirect(self.elsewhere),
            "private": lambda: redirect(PRIVATE, 302),
            "large": lambda: Answer(body=b"<html><body>" + b"<p>dai qua</p>" * (self.large // 14) + b"</body></html>"),
            "cut": lambda: Answer(body=b"<html><body>" + b"<p>dang tai</p>" * 2000 + b"</body></html>", cut=True),
            "pdf": lambda: Answer(body=b"%PDF-1.4\n" + b"0" * 4000 + b"\n%%EOF\n", media="application/pdf"),
            "image": lambda: Answer(body=b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 4000 + b"\xff\xd9", media="image/jpeg"),
        }
        self.answers = {self.paths[kind]: answer for kind, answer in answers.items()}

    def answer(self, path: str) -> Answer | None:
        """What stands at an odd path, None where it is not odd."""
        if path in self.answers:
            return self.answers[path]()
        if path.endswith(".pdf"):
            return Answer(body=b"%PDF-1.4\n%%EOF\n", media="application/pdf")
        if path.endswith((".jpg", ".gif")):
            return Answer(body=b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", media="image/gif")
        bare = urlsplit(path).path
        if bare == "/lich/":
            return html(self._calendar(query(path).get("thang", "2026-11")))
        return html(self._filters(path)) if bare == "/loc/" else None

    def _calendar(self, month: str) -> str:
        year, _, nth = month.partition("-")
        if not (year.isascii() and year.isdigit() and nth.isascii() and nth.isdigit() and 1 <= int(nth) <= 12):
            return self._calendar("2026-11")
        months = int(year) * 12 + int(nth) - 1
        before, after = (f"{m // 12:04d}-{m % 12 + 1:02d}" for m in (months - 1, months + 1))
        days = " ".join(f'<a href="/lich/?thang={month}&ngay={day}">{day}</a>' for day in range(1, 29))
        return f'<html><head><title>Lịch</title></head><body><a href="/lich/?thang={before}">Trước</a> {days} <a href="/lich/?thang={after}">Sau</a></body></html>'

    def _filters(self, path: str) -> str:
        # each page links longer addresses of itself, without end
        old = urlsplit(path).query[:1500]
        more = " ".join(f'<a href="/loc/?{escape(old)}&{name}={len(old)}">{name}</a>' for name in ("nam", "thang", "sapxep", "trang"))
        return f"<html><head><title>Lọc tin</title></head><body>{more}</body></html>"

    def links(self, stories: list[Story]) -> str:
        """The box on the front page that leads to every oddity, and to three articles under addresses with a session."""
        odd = "\n".join(f'<li><a href="{path}">{escape(_TITLES[kind])}</a></li>' for kind, path in self.paths.items())
        sessions = "\n".join(
            f'<li><a href="{self.system.path(story)}?{name}={story.number:032x}">{escape(story.title)}</a></li>'
            for name, story in zip(("PHPSESSID", "sid", "jsessionid"), stories, strict=False)
        )
        hidden = "\n".join(
            f'<li><a href="{path}">{path}</a></li>'
            for path in ("/wp-admin/", "/tim-kiem?q=nghi-quyet", "/tim-kiem/?q=nghi-quyet", "/?s=nghi-quyet")
        )
        return f"""<div class="hot-news"><h3>Đọc nhiều</h3><ul>
{odd}
{sessions}
{hidden}
<li><a href="{PRIVATE}">Quản trị</a></li><li><a href="/lich/?thang=2026-11">Lịch</a></li><li><a href="/loc/?">Lọc tin</a></li>
<li><a href="/van-ban/toan-van.pdf">Toàn văn</a></li><li><a href="//quangcao.example/x">Quảng cáo</a></li><li><a href="http://[sai/">Sai</a></li>
</ul></div>"""
