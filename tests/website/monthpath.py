"""127.0.0.2: the month-path system. /section/YYYYMM/slug-id/, trang-N.html, no feed, a clock in the header, Last-Modified."""

import re
from html import escape

from tests.website import page
from tests.website.story import SECTIONS, Story
from tests.website.system import Answer, System, View, html, number, of_section


class MonthPath(System):
    """The lead is the first bold paragraph of the text; past its end a section shows its last page for ever."""

    index = 1
    robots = """# Cho may tim kiem
User-agent: *
Crawl-delay: {delay}
Disallow: /*/khong-dang/
Disallow: /tim-kiem
Disallow: /lich/

User-agent: BadBot
Disallow: /
"""

    def path(self, story: Story) -> str:
        hidden = "khong-dang/" if self.hidden(story) else ""
        return f"/{story.section}/{hidden}{story.published:%Y%m}/{story.slug}-{story.number * 2654435761 % 0xFFFFFFF:07x}/"

    def sections(self) -> dict[str, str]:
        return {name: f"/{name}/" for name in SECTIONS}

    def page_of(self, path: str) -> tuple[str, int] | None:
        match = re.fullmatch(r"/([a-z-]+)/(?:trang-(\d+)\.html)?", path)
        return (match[1], number(match[2])) if match and match[1] in SECTIONS else None

    def listing(self, section: str, number: int, view: View) -> Answer:
        every = of_section(view, section)
        last = max(1, -(-len(every) // self.per_page))
        at = min(number, last)
        pages = " ".join(f'<a href="/{section}/trang-{n}.html">{n}</a>' for n in range(max(1, at - 2), min(last, at + 2) + 1))
        content = f'<div class="bd02"><h2 class="cat">{SECTIONS[section]}</h2>{self.teasers(self.part(every, at))}<div class="paging">{pages}</div></div>'
        return html(self.framed(f"{SECTIONS[section]} - {self.name}", '<meta charset="utf-8">', content, view))

    def framed(self, title: str, head: str, content: str, view: View, *, top: str = "") -> str:
        shown = f'<span id="datenow">{page.clock(view.now)}</span>{top}'
        return page.page(title=title, head=head, content=content, sections=self.sections(), top=shown, footer=self.name)

    def teaser(self, story: Story) -> str:
        # links are relative to the host here
        return f"""<div class="item"><a class="thumb" href="{self.link(story)}"><img src="/file/{story.number:032x}/{story.published:%m%Y}/anh_{story.number}.jpg" alt=""></a>
<a class="title2" href="{self.link(story)}">{escape(story.title)}</a><p class="desc">{escape(story.lead)}</p></div>"""

    def article(self, story: Story, view: View) -> str:
        date = f'<div class="date">{story.published:%H:%M, %d/%m/%Y}</div>' if view.dated else ""
        source = f'<p style="text-align:right"><em>Theo {story.source}</em></p>' if story.source else ""
        content = f"""<div class="article_content"><h1 class="media-heading title5">{escape(story.title)}</h1>
{date}<ul class="social"><li><a href="javascript:window.print()">In trang</a></li><li><a href="#">Chia sẻ</a></li></ul>
<div class="content" id="content">
<p><strong>{escape(story.lead)}</strong></p>
<table class="image"><tr><td><img src="/file/{story.number:032x}/{story.published:%m%Y}/anh_{story.number}.jpg" alt=""></td></tr><tr><td class="image_desc">{escape(story.caption)}</td></tr></table>
{page.paragraphs(story.paragraphs)}
<p style="text-align:right"><strong>{story.author}</strong></p>
{source}
</div></div>
{self.related(story, view)}
{page.comment_form("/binh-luan/gui")}"""
        head = f'<meta charset="utf-8">\n<link rel="canonical" href="{self.url(story)}">\n<meta name="description" content="{escape(story.lead)}">'
        return self.framed(f"{story.title} - {self.name}", head, content, view)

    def special(self, _: str, __: View, /) -> Answer | None:
        return None
