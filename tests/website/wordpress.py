"""127.0.0.1: WordPress. Feed of the last ten, an index of sitemaps (one of them gzipped), /category/x/page/N/, ETag."""

import gzip
import re
from datetime import timedelta, timezone
from email.utils import format_datetime
from html import escape

from tests.website import page
from tests.website.story import SECTIONS, Story
from tests.website.system import NOT_FOUND, Answer, System, View, html, local, number, of_section, redirect, xml

_ZONE = timezone(timedelta(hours=7))
_PER_SITEMAP = 100


class WordPress(System):
    """Addresses with a slash at the end; the date stands in a time element; the text opens with a dateline."""

    index = 0
    per_page = 10
    robots = """User-agent: *
Disallow: /wp-admin/
Allow: /wp-admin/admin-ajax.php
Disallow: /noi-bo/
Disallow: /*?s=
Disallow: /*/ban-in/$

Sitemap: {base}/wp-sitemap.xml
"""

    def path(self, story: Story) -> str:
        return f"{'/noi-bo' if self.hidden(story) else ''}/{story.published:%Y/%m}/{story.slug}-{story.number}/"

    def sections(self) -> dict[str, str]:
        return {name: f"/category/{name}/" for name in SECTIONS}

    def page_of(self, path: str) -> tuple[str, int] | None:
        match = re.fullmatch(r"/category/([a-z-]+)/(?:page/(\d+)/?)?", path)
        return (match[1], number(match[2])) if match and match[1] in SECTIONS else None

    def listing(self, section: str, number: int, view: View) -> Answer:
        every = of_section(view, section)
        shown = self.part(every, number)
        if not shown and number > 1:
            return NOT_FOUND
        more = (
            f'<a class="next page-numbers" href="/category/{section}/page/{number + 1}/">Trang sau</a>'
            if number * self.per_page < len(every)
            else ""
        )
        content = f'<div id="content"><h1 class="page-title">{SECTIONS[section]}</h1>{self.teasers(shown)}<nav class="pagination">{more}</nav></div>'
        return html(self.framed(f"{SECTIONS[section]} - {self.name}", '<meta charset="UTF-8" />', content, view))

    def teaser(self, story: Story) -> str:
        url, title = self.link(story), escape(story.title)
        return f"""<article class="post hentry"><div class="post-thumb"><a href="{url}"><img src="/wp-content/uploads/{story.published:%Y/%m}/anh-{story.number}.jpg" alt=""></a></div>
<h2 class="entry-title"><a href="{url}" rel="bookmark">{title}</a></h2><div class="entry-meta"><time class="entry-date" datetime="{local(story.published)}">{story.published:%d/%m/%Y}</time></div>
<div class="entry-summary"><p>{escape(story.lead)}</p></div></article>"""

    def article(self, story: Story, view: View) -> str:
        url, section = self.url(story), SECTIONS[story.section]
        date = (
            f'<time class="entry-date published" datetime="{local(story.published)}">{story.published:%d/%m/%Y}</time>'
            if view.dated
            else ""
        )
        head = f"""<meta charset="UTF-8" />
<link rel="canonical" href="{url}" />
<meta property="og:type" content="article" />
<meta property="og:title" content="{escape(story.title)}" />
<meta property="og:url" content="{url}" />
<link rel="alternate" type="application/rss+xml" title="{self.name} &raquo; Feed" href="{self.base}/feed/" />
<link rel="shortlink" href="{self.base}/?p={story.number}" />"""
        source = f'<p style="text-align: right;">Theo {story.source}</p>' if story.source else ""
        content = f"""<div id="content" class="site-content"><div class="breadcrumbs"><a href="/">Trang chủ</a> &raquo; <a href="/category/{story.section}/">{section}</a></div>
<article id="post-{story.number}" class="post type-post status-publish hentry">
<header class="entry-header"><h1 class="entry-title">{escape(story.title)}</h1>
<div class="entry-meta">{date}<span class="cat-links"><a href="/category/{story.section}/" rel="category tag">{section}</a></span></div></header>
<div class="entry-content">
<p><strong>(suoimay.example) – {escape(story.lead)}</strong></p>
<figure class="wp-caption aligncenter"><img src="/wp-content/uploads/{story.published:%Y/%m}/anh-{story.number}.jpg" alt=""><figcaption class="wp-caption-text">{escape(story.caption)}</figcaption></figure>
{page.paragraphs(story.paragraphs)}
<p style="text-align: right;"><strong>{story.author}</strong></p>
{source}
<div class="sharedaddy"><h3>Chia sẻ:</h3><ul><li><a href="?share=facebook">Facebook</a></li><li><a href="ban-in/">In</a></li></ul></div>
</div>
<footer class="entry-footer"><span class="tags-links">Từ khóa: <a href="/tag/nghi-quyet/" rel="tag">nghị quyết</a></span></footer></article>
{self.related(story, view)}
{page.comment_form("/wp-comments-post.php")}</div>"""
        return self.framed(f"{story.title} | {self.name}", head, content, view)

    def special(self, path: str, view: View, /) -> Answer | None:
        if path == "/feed/":
            return self._feed(view)
        if path == "/wp-sitemap.xml":
            return self._index(view)
        if match := re.fullmatch(r"/wp-sitemap-posts-post-(\d+)\.xml(\.gz)?", path):
            return self._sitemap(int(match[1]), view, packed=bool(match[2]))
        if match := re.fullmatch(r"/\?p=(\d+)", path):
            found = next((story for story in view.stories if story.number == int(match[1])), None)
            return redirect(self.url(found)) if found else NOT_FOUND
        return None

    def _feed(self, view: View) -> Answer:
        items = "\n".join(
            f'<item><title>{escape(story.title)}</title><link>{self.url(story)}</link><guid isPermaLink="false">{self.base}/?p={story.number}</guid>'
            f"<pubDate>{format_datetime(story.published.replace(tzinfo=_ZONE))}</pubDate><category><![CDATA[{SECTIONS[story.section]}]]></category>"
            f"<description><![CDATA[{story.lead}]]></description></item>"
            for story in view.listed[:10]
        )
        return xml(
            f'<rss version="2.0"><channel><title>{self.name}</title><link>{self.base}/</link><description>Tin mới</description>\n{items}\n</channel></rss>',
            "application/rss+xml; charset=UTF-8",
        )

    def _index(self, view: View) -> Answer:
        # the oldest part is the gzipped one
        count = -(-len(view.listed) // _PER_SITEMAP) or 1
        names = [f"/wp-sitemap-posts-post-{n}.xml" + (".gz" if n == 1 else "") for n in range(1, count + 1)]
        items = "\n".join(f"<sitemap><loc>{self.base}{name}</loc></sitemap>" for name in names)
        return xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{items}\n</sitemapindex>')

    def _sitemap(self, nth: int, view: View, *, packed: bool) -> Answer:
        oldest_first = view.listed[::-1]
        shown = oldest_first[(nth - 1) * _PER_SITEMAP : nth * _PER_SITEMAP]
        items = "\n".join(f"<url><loc>{self.url(story)}</loc><lastmod>{local(story.modified)}</lastmod></url>" for story in shown)
        made = xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{items}\n</urlset>')
        return Answer(body=gzip.compress(made.body, mtime=0), media="application/x-gzip") if packed else made
