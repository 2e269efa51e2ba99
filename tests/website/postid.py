"""127.0.0.3: the post-id system. slug-postN.html, Atom feed, Google-news sitemap, links with tracking and in several spellings, ETag."""

import re
from html import escape

from tests.website import page
from tests.website.story import HOSTS, SECTIONS, Story
from tests.website.system import Answer, System, View, html, linked_data, local, number, of_section, query, xml

_FIRST = 400_000
_TRACKING = ("?utm_source=home&utm_medium=box", "?fbclid=IwAR0{n}", "#binh-luan", "?zarsrc=30&utm_campaign=tin-{n}", "")


class PostId(System):
    """The canonical link and JSON-LD say what the address and the date are; pages past the end of a section are empty."""

    index = 2
    robots = """User-agent: *
Disallow: /*-noi-bo.html$
Disallow: /tim-kiem/
Disallow: /*.amp$
Allow: /
Sitemap: {base}/news-sitemap.xml
"""

    def path(self, story: Story) -> str:
        return f"/{story.slug}-post{_FIRST + story.number}{'-noi-bo' if self.hidden(story) else ''}.html"

    def old_path(self, story: Story) -> str:
        return f"/tin-cu-post{_FIRST + story.number}.html"

    def link(self, story: Story) -> str:
        path = super().link(story)
        if self.hidden(story):
            return path
        tail = _TRACKING[story.place % len(_TRACKING)].format(n=story.number)
        spelled = (
            "",
            self.base,
            f"https://{HOSTS[self.index]}:{self.port}",
            f"//{HOSTS[self.index]}:{self.port}",
            f"http://www.{HOSTS[self.index]}:{self.port}",
        )
        return f"{spelled[story.place % 7 % len(spelled)]}{path}{tail}"

    def sections(self) -> dict[str, str]:
        return {name: f"/{name}/" for name in SECTIONS}

    def page_of(self, path: str) -> tuple[str, int] | None:
        match = re.fullmatch(r"/([a-z-]+)/(?:\?p=\d+)?", path)
        return (match[1], number(query(path).get("p"))) if match and match[1] in SECTIONS else None

    def listing(self, section: str, number: int, view: View) -> Answer:
        every = of_section(view, section)
        more = f'<a class="next" href="?p={number + 1}">Xem thêm</a>' if number * self.per_page < len(every) else ""
        content = f'<main><h1 class="zone-name">{SECTIONS[section]}</h1>{self.teasers(self.part(every, number))}{more}</main>'
        return html(self.framed(f"{SECTIONS[section]} - {self.name}", '<meta charset="utf-8">', content, view))

    def teaser(self, story: Story) -> str:
        # the title has the address as it is, the picture the one that is counted
        return f"""<article class="story"><figure class="story__thumb"><a class="cms-link" href="{escape(self.link(story))}"><img src="/images/{story.number:040x}/anh.jpg" alt=""></a></figure>
<h2 class="story__heading"><a class="cms-link" href="{escape(self.path(story))}">{escape(story.title)}</a></h2><div class="story__summary">{escape(story.lead)}</div></article>"""

    def article(self, story: Story, view: View) -> str:
        url = self.url(story)
        date = (
            f'<time class="article__time" datetime="{local(story.published)}">{story.published:%d/%m/%Y %H:%M}</time>' if view.dated else ""
        )
        stated = (
            f'<meta property="article:published_time" content="{local(story.published)}">\n{linked_data(story, url, self.name)}'
            if view.dated
            else ""
        )
        head = f"""<meta charset="utf-8">
<link rel="canonical" href="{url}">
<meta property="og:title" content="{escape(story.title)}">
<meta property="og:url" content="{url}">
<link rel="alternate" type="application/atom+xml" href="/rss/home.atom">
{stated}"""
        source = f'<div class="article__source">Theo {story.source}</div>' if story.source else ""
        content = f"""<main class="article"><h1 class="article__title cms-title">{escape(story.title)}</h1>
<div class="article__meta">{date}</div>
<div class="article__sapo cms-desc">{escape(story.lead)}</div>
<div class="article__body zce-content-body cms-body" itemprop="articleBody">
<figure class="picture"><img src="/images/{story.number:040x}/anh.jpg" alt=""><figcaption>{escape(story.caption)}</figcaption></figure>
{page.paragraphs(story.paragraphs, "div")}
<div class="ads_middle"><a href="https://quangcao.example/giua">Quảng cáo</a></div>
<div class="article__author"><strong>{story.author}</strong></div>
{source}
</div></main>
{self.related(story, view)}
{page.comment_form("/api/comment")}"""
        return self.framed(f"{story.title} | {self.name}", head, content, view)

    def special(self, path: str, view: View, /) -> Answer | None:
        if path == "/rss/home.atom":
            return self._feed(view)
        return self._news(view) if path == "/news-sitemap.xml" else None

    def _feed(self, view: View) -> Answer:
        newest = view.listed[:25]
        items = "\n".join(
            f'<entry><title>{escape(story.title)}</title><link rel="alternate" href="{self.url(story)}?utm_source=rss&amp;utm_medium=feed"/><id>tag:cuagio.example,2026:{story.number}</id>'
            f"<published>{local(story.published)}</published><updated>{local(story.modified)}</updated><summary>{escape(story.lead)}</summary></entry>"
            for story in newest
        )
        updated = local(max((story.modified for story in newest), default=view.now.replace(tzinfo=None)))
        return xml(
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{self.name}</title><id>{self.base}/</id><updated>{updated}</updated>\n{items}\n</feed>',
            "application/atom+xml; charset=utf-8",
        )

    def _news(self, view: View) -> Answer:
        items = "\n".join(
            f"<url><loc>{self.url(story)}</loc><news:news><news:publication><news:name>{self.name}</news:name><news:language>vi</news:language></news:publication>"
            f"<news:publication_date>{local(story.published)}</news:publication_date><news:title>{escape(story.title)}</news:title></news:news></url>"
            for story in view.listed[:50]
        )
        return xml(
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{items}\n</urlset>'
        )
