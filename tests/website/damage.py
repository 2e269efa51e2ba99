"""The ways in which a site breaks, as a crawl of every night meets them."""

import json
from html import escape
from typing import Literal, get_args

from tests.website import page
from tests.website.story import Story
from tests.website.system import Answer, System, View, html

Damage = Literal["empty", "layout", "soft-404", "block-403", "block-200", "login", "clock", "frozen", "errors"]
DAMAGES: tuple[Damage, ...] = get_args(Damage)

_CLOUDFLARE = """<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title><meta name="robots" content="noindex,nofollow"></head>
<body class="no-js"><div class="main-wrapper"><h1 class="zone-name-title">{host}</h1><p id="cf-spinner-please-wait">Verifying you are human. This may take a few seconds.</p>
<div id="challenge-error-text">Enable JavaScript and cookies to continue</div><form id="challenge-form" action="/?__cf_chl_f_tk=x" method="POST"></form>
<script>window._cf_chl_opt={{cvId:'3',cType:'managed'}};</script><div class="ray-id">Ray ID: <code>8f00000000000000</code></div></div></body></html>"""
_DENIED = """<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>
You don't have permission to access "http&#58;&#47;&#47;{host}" on this server.<P>Reference&#32;&#35;18&#46;00000000&#46;0000000000&#46;0000000</BODY></HTML>"""
_CAPTCHA = """<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Xác minh truy cập</title></head><body><h1>Hệ thống phát hiện truy cập bất thường</h1>
<p>Địa chỉ {host} đang được bảo vệ. Vui lòng nhập mã xác nhận trong hình để tiếp tục truy cập.</p>
<form action="/captcha/verify" method="post"><div class="g-recaptcha" data-sitekey="thu-nghiem"></div><input name="captcha"><button>Tiếp tục</button></form></body></html>"""
_BLOCKS = (_CLOUDFLARE, _DENIED, _CAPTCHA, _CLOUDFLARE)


def broken(damage: Damage, system: System, view: View, path: str, story: Story | None) -> Answer | None:
    """What a broken host says instead, None where it says what it always did; `story` is the article that stands at the path."""
    if damage == "errors":
        return html("<html><head><title>503</title></head><body><h1>503 Service Unavailable</h1></body></html>", 503)
    if damage in ("block-403", "block-200") and path != "/robots.txt":
        return html(_BLOCKS[system.index].format(host=system.base.removeprefix("http://")), int(damage[-3:]))
    if story is None:
        return None
    instead = {"soft-404": _soft_404, "login": _login, "layout": _layout}.get(damage)
    return html(instead(system, view, story)) if instead else None


def _soft_404(system: System, view: View, _: Story) -> str:
    content = '<div class="error-page"><h1>Không tìm thấy trang</h1><p>Trang bạn yêu cầu không tồn tại hoặc đã được chuyển đi. Mời bạn quay lại trang chủ.</p></div>'
    return system.framed(f"Không tìm thấy trang - {system.name}", '<meta charset="utf-8">', content, view)


def _login(system: System, view: View, story: Story) -> str:
    content = f"""<div class="paywall"><h1>{escape(story.title)}</h1><p class="teaser">{escape(story.lead[:90])}…</p>
<div class="login-box"><h2>Đăng nhập</h2><p>Vui lòng đăng nhập để đọc tiếp nội dung này.</p><form action="/dang-nhap" method="post">
<input type="text" name="username" placeholder="Tên đăng nhập"><input type="password" name="password" placeholder="Mật khẩu"><button>Đăng nhập</button></form>
<p>Bạn chưa có tài khoản? <a href="/dang-ky">Đăng ký</a></p></div></div>"""
    return system.framed(f"{story.title} - {system.name}", '<meta charset="utf-8">', content, view)


def _layout(system: System, view: View, story: Story) -> str:
    """The page in a new design that builds its text in the browser: the words stand one by one in a template and in a script."""
    words = "".join(
        f'<span data-w="{n}">{escape(word)}</span>' for text in (story.lead, *story.paragraphs) for n, word in enumerate(text.split())
    )
    told = json.dumps({"k": [text[::-1] for text in story.paragraphs]}, ensure_ascii=True)
    content = f"""<div class="x1 y{story.number % 7}"><div class="hd-9f2"><b class="t-71c">{escape(story.title)}</b></div><div id="root-3a"></div>
<template id="tpl-3a">{words}</template><script type="application/x-khoi">{told}</script></div>"""
    head = f'<meta charset="utf-8">\n<meta property="og:title" content="{escape(story.title)}">'
    return page.page(
        title=f"{story.title} - {system.name}", head=head, content=content, sections=system.sections(), top=page.clock(view.now)
    )
