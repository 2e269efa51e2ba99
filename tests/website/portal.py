"""127.0.0.4: a portal. Lists are JSON, old pages say a wrong charset, robots.txt is not there, no validators."""

import json
import re
from html import escape

from tests.website import page
from tests.website.story import SECTIONS, Story
from tests.website.system import Answer, System, View, html, number, of_section, query

_FIRST = 3_100_000
_CATEGORIES = dict(zip(SECTIONS, (57, 58, 59, 60, 61), strict=True))
_NAMES = dict(zip(SECTIONS, ("Thoi-su", "xay-dung-dang", "Kinh-te", "the-thao", "Xa-hoi"), strict=True))
# pages older than this are from before the portal moved to UTF-8, says their head
_MOVED = 2025


class Portal(System):
    """The pages of sections hold the newest alone, the rest comes as JSON; the time stands beside a count of views."""

    index = 3
    per_page = 12

    def path(self, story: Story) -> str:
        return f"/{_NAMES[story.section]}/{story.slug}-{_FIRST + story.number}.html"

    def old_path(self, story: Story) -> str:
        return f"/bai-viet/tin-cu-{_FIRST + story.number}.html"

    def sections(self) -> dict[str, str]:
        return {name: f"/{written}" for name, written in _NAMES.items()}

    def page_of(self, path: str) -> tuple[str, int] | None:
        found = next((name for name, written in _NAMES.items() if path == f"/{written}"), None)
        return (found, 1) if found else None

    def listing(self, section: str, number: int, view: View) -> Answer:
        more = f"<script>taiThem('/list-post-by-category?page=2&limit={self.per_page}&category_id={_CATEGORIES[section]}')</script>"
        content = f'<div class="list-news">{self.teasers(self.part(of_section(view, section), number))}<button class="more">Xem thêm</button>{more}</div>'
        return html(self.framed(f"{SECTIONS[section]} - {self.name}", '<meta charset="utf-8">', content, view))

    def teaser(self, story: Story) -> str:
        return f"""<div class="story"><a href="{self.link(story)}" class="avatar"><img src="/upload/image/{story.published:%Y%m}/medium/{story.number}.jpg" alt=""></a>
<h3><a href="{self.link(story)}">{escape(story.title)}</a></h3><div class="sapo">{escape(story.lead)}</div></div>"""

    def article(self, story: Story, view: View) -> str:
        date = (
            f'<div class="date">{story.published:%d/%m/%Y %H:%M} <span>({story.number % 900 + 20} lượt xem)</span></div>'
            if view.dated
            else ""
        )
        old = story.published.year < _MOVED
        charset = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">' if old else '<meta charset="utf-8">'
        head = f'{charset}\n<link rel="canonical" href="{self.url(story)}">'
        source = f'<p class="source">Theo {story.source}</p>' if story.source else ""
        content = f"""<div class="detail"><h1 class="name">{escape(story.title)}</h1>{date}
<div id="content-detail"><p><strong>{escape(story.lead)}</strong></p>
<figure class="image"><img src="/upload/image/{story.published:%Y%m}/medium/{story.number}.jpg" alt=""><figcaption>{escape(story.caption)}</figcaption></figure>
{page.paragraphs(story.paragraphs)}
<div class="pseudonym">{story.author}</div>
{source}
</div></div>
{self.related(story, view)}
{page.comment_form("/gop-y")}"""
        return self.framed(f"{story.title} - {self.name}", head, content, view)

    def media(self, story: Story) -> str:
        """What the header says of an article's bytes, which are UTF-8."""
        if story.published.year >= _MOVED:
            return "text/html; charset=utf-8"
        return "text/html; charset=ISO-8859-1" if story.place % 2 else "text/html"

    def special(self, path: str, view: View, /) -> Answer | None:
        return self._list(path, view) if re.match(r"/list-post-by-category\?", path) else None

    def _list(self, path: str, view: View) -> Answer:
        asked = query(path)
        section = next((name for name, category in _CATEGORIES.items() if str(category) == asked.get("category_id")), None)
        every = of_section(view, section) if section else list(view.listed)
        limit, at = min(50, number(asked.get("limit") or "12")), number(asked.get("page"))
        data = [
            {
                "id": _FIRST + story.number,
                "title": story.title,
                "link": self.link(story),
                "sapo": story.lead,
                "published_at": story.published.isoformat(sep=" "),
            }
            for story in every[(at - 1) * limit : at * limit]
        ]
        told = {"status": 1, "total": len(every), "data": data}
        return Answer(body=json.dumps(told, ensure_ascii=False).encode(), media="application/json; charset=utf-8")
