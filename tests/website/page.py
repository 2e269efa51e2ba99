"""What surrounds an article on a page: menus, teasers, scripts, the comment form, in the bulk that real pages have."""

from datetime import datetime
from html import escape

from tests.website.story import SECTIONS

_MENU = (
    *("Chính trị", "Quốc phòng - An ninh", "Pháp luật", "Văn hóa", "Giáo dục", "Y tế", "Du lịch", "Khoa học - Công nghệ", "Môi trường"),
    *("Nghị quyết và cuộc sống", "Bạn đọc", "Phóng sự", "Truyền hình", "Phát thanh", "Video", "Ảnh", "Góc nhìn", "Chuyển đổi số"),
)
_STYLE = "\n".join(
    f".{name}-{n}{{margin:{n}px auto;padding:{n * 2 % 13}px;color:#{n * 4099 % 0xFFFFFF:06x};font-size:{12 + n % 6}px}}"
    for name in ("box", "hot-news", "thumb", "widget", "banner", "col")
    for n in range(16)
)
_SCRIPT = "\n".join(
    f"window.cau_hinh = window.cau_hinh || []; window.cau_hinh.push({{khung: 'qc-{n}', rong: {300 + n}, cao: 250, tre: {n * 40}}});"
    for n in range(50)
)
_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


def page(*, title: str, head: str, content: str, sections: dict[str, str], top: str = "", footer: str = "") -> str:
    """A whole page; `sections` are the addresses of the sections by name, `top` stands in the header."""
    return f"""<!DOCTYPE html>
<html lang="vi"><head>
{head}
<title>{escape(title)}</title>
<style type="text/css">
{_STYLE}
</style>
<script type="text/javascript">
{_SCRIPT}
</script>
</head>
<body>
<header class="site-header"><div class="top-nav">{top} <a href="mailto:toasoan@bao.example">Liên hệ</a> <a href="tel:0200000000">Đường dây nóng</a>
<a href="javascript:void(0)" onclick="phongChu(14)">A+</a> <a href="#">Lên đầu trang</a></div>
<nav class="main-menu"><ul>
{_menu(sections)}
</ul></nav></header>
{content}
<div class="widget widget-ads">{_adverts()}</div>
<footer class="site-footer"><p>{escape(footer)}</p><p>Giấy phép thử nghiệm số 00/GP. Ghi rõ nguồn khi phát lại thông tin.</p></footer>
</body></html>
"""


def _menu(sections: dict[str, str]) -> str:
    shown = "\n".join(
        f'<li class="menu-item menu-item-{n}"><a class="menu-item__link" href="{url}" title="{SECTIONS[name]}"><span>{SECTIONS[name]}</span></a></li>'
        for n, (name, url) in enumerate(sections.items())
    )
    dead = "\n".join(
        f'<li class="menu-item"><a class="menu-item__link" href="#" title="{name}"><span>{name}</span></a><ul class="sub-menu">'
        + "".join(f'<li class="menu-item__sub"><a href="#" title="{kind} {name}">{kind} {name}</a></li>' for kind in ("Tin", "Ảnh", "Clip"))
        + "</ul></li>"
        for name in _MENU
    )
    return f"{shown}\n{dead}"


def _adverts() -> str:
    return "\n".join(
        f'<div class="ads banner banner-{n}"><a href="https://quangcao.example/{n}" rel="nofollow sponsored"><img src="/images/qc-{n}.gif" width="300" height="120" alt="Quảng cáo {n}"></a></div>'
        for n in range(8)
    )


def clock(now: datetime) -> str:
    """The time of day as headers show it: "Chủ nhật, 22/11/2026 - 16:48"."""
    return f"{_WEEKDAYS[now.weekday()]}, {now:%d/%m/%Y} - {now:%H:%M}"


def comment_form(action: str) -> str:
    """The form under an article."""
    return f"""<div id="comments" class="comments-area"><div id="respond" class="comment-respond"><h3>Trả lời</h3>
<form action="{action}" method="post"><p>Email của bạn sẽ không được hiển thị công khai.</p>
<textarea name="comment" cols="45" rows="8"></textarea><input name="author" placeholder="Họ tên"><input name="email" placeholder="Email">
<button type="submit">Gửi bình luận</button></form></div></div>"""


def paragraphs(texts: tuple[str, ...], tag: str = "p") -> str:
    """Each text in an element of its own."""
    return "\n".join(f"<{tag}>{escape(text)}</{tag}>" for text in texts)
