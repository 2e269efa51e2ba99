"""What a crawl begins with, and what listings, feeds, sitemaps and lists name: shapes of real addresses, with those that are no articles."""

import gzip
import json
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import load
from corpus.model import Found, JsonList, Site
from pipeline import discover
from pipeline.discover import Listing, Sitemap, Start
from pipeline.errors import Refused

LANGSON = Site(
    id="baolangson.vn",
    name="Báo Lạng Sơn",
    kind="newspaper",
    province="lang-son",
    hosts=("baolangson.vn",),
    article_url=r"^https?://(?:www\.)?baolangson\.vn/(?:[^/]+/)*[^/]+-\d+\.html$",
    skip=r"/(?:quang-cao|rao-vat)/",
)
CANTHO = replace(
    LANGSON,
    id="baocantho.com.vn",
    hosts=("baocantho.com.vn",),
    article_url=r"^https?://(?:www\.)?baocantho\.com\.vn/(?:[^/]+/)*[^/]+-a\d+\.html$",
    sections=("https://baocantho.com.vn/thoi-su/", "https://baocantho.com.vn/chinh-tri/"),
    feeds=("https://baocantho.com.vn/rss/cate/thoi-su/",),
    paging="{section}?p={n}",
    skip=None,
)
CAOBANG_LIST = JsonList(
    url="https://baocaobang.vn/list-post-by-category?page={n}&limit=12&category_id=57", links="data[].link", published="data[].date"
)
CAOBANG = replace(LANGSON, id="baocaobang.vn", hosts=("baocaobang.vn",), article_url=r"-\d+\.html$", lists=(CAOBANG_LIST,), skip=None)
THAIBINH = replace(LANGSON, id="thaibinh.gov.vn", hosts=("thaibinh.gov.vn",), article_url=None, skip=None)


# --- where a crawl begins ---


@pytest.mark.parametrize(
    ("site", "url", "expected"),
    [
        (
            CANTHO,
            None,
            [
                ("https://baocantho.com.vn/rss/cate/thoi-su/", "feed"),
                ("https://baocantho.com.vn/thoi-su/", "listing"),
                ("https://baocantho.com.vn/chinh-tri/", "listing"),
            ],
        ),
        (CANTHO, "https://baocantho.com.vn/kinh-te/?utm_source=zalo", [("https://baocantho.com.vn/kinh-te/", "listing")]),
        (CAOBANG, None, [("https://baocaobang.vn/list-post-by-category?page=1&limit=12&category_id=57", "listing")]),
        (LANGSON, None, [("https://baolangson.vn/", "listing")]),
        (LANGSON, "http://www.baolangson.vn", [("http://www.baolangson.vn/", "listing")]),
        (THAIBINH, "https://vuthu.thaibinh.gov.vn", [("https://vuthu.thaibinh.gov.vn/", "listing")]),
        (None, "https://baomoi.example.vn", [("https://baomoi.example.vn/", "listing")]),
        (None, "https://x.vn/rss/home.rss", [("https://x.vn/rss/home.rss", "feed")]),
        (None, "https://x.vn/sitemaps/news-sitemap.xml.gz", [("https://x.vn/sitemaps/news-sitemap.xml.gz", "sitemap")]),
        (None, None, []),
    ],
)
def test_starts(site: Site | None, url: str | None, expected: list[tuple[str, discover.Role]]) -> None:
    assert discover.starts(site, url) == tuple(Start(*one) for one in expected)


def test_guesses_are_few_and_of_the_host() -> None:
    assert discover.guesses("https://x.vn/tin-tuc/") == (
        Start("https://x.vn/sitemap.xml", "sitemap"),
        Start("https://x.vn/feed/", "feed"),
        Start("https://x.vn/rss", "feed"),
    )


def test_sitemaps_of_robots() -> None:
    robots = b"User-agent: *\nDisallow: /admin\nSITEMAP: https://x.vn/sitemap.xml\n sitemap:/news.xml\nSitemap: https://other.vn/s.xml\nSitemap:\n"
    assert discover.sitemaps(robots, "https://x.vn/robots.txt") == ("https://x.vn/sitemap.xml", "https://x.vn/news.xml")


# --- addresses ---

ARTICLES = [
    "https://baolangson.vn/hanh-trinh-hoi-nhap-bat-dau-tu-ren-luyen-5071654.html",
    "http://baolangson.vn/chinh-tri/xay-dung-dang/181207-lang-son-quan-triet-nghi-quyet-trung-uong-6-khoa-xii.html",
    "http://kontumtv.vn/tin-tuc/thoi-su/kon-tum-quan-triet-nghi-quyet-trung-uong-7-khoa-xii.html",
    "https://baothaibinh.com.vn/tin-tuc/0/102296/phong-tru-sau-benh-viec-cap-bach-tren-dong-ruong",
    "https://thaibinhtv.vn/news/16/40498/dang-huong-tri-an-doanh-dien-su-nguyen-cong-tru",
    "https://thaibinh.gov.vn/130namthanhlaptinh/van-hoa-du-lich/niem-tu-hao-cua-thai-binh.html",
    "https://vuthu.thaibinh.gov.vn/tin-tuc/chinh-tri/50-nam-da-ng-bo-chi-nh-quye-n-llvt-va-nhan-dan-tha-i-bi-nh-t.html",
    "http://baohagiang.vn/thoi-su-chinh-tri/202001/vi-xuyen-gap-mat-can-bo-lao-thanh-nguyen-la-can-bo-chu-chot-qua-cac-thoi-ky-754352/",
    "https://baohagiang.vn/xa-hoi/202112/trien-khai-hoat-dong-van-tai-khach-phuc-vu-nhu-cau-di-lai-785426",
    "https://baothainguyen.vn/thoi-su-thai-nguyen/202604/phan-dau-hoan-thanh-du-an-khu-cong-nghiep-song-cong-ii-3ac6d79/",
    "https://baosoctrang.org.vn/van-hoa-the-thao-du-lich/202411/hao-huc-cho-ngay-khai-hoi-67c01d9/",
    "https://baonamdinh.vn/channel/5087/201112/Co-lua-ngo-2141513/",
    "https://baocaobang.vn/Huong-vi-pho-chua-Cao-Bang-38371.html",
    "https://baolaocai.vn/nghi-quyet-cua-quoc-hoi-ve-sap-xep-don-vi-hanh-chinh-cap-tinh-post403219.html",
    "https://baobacninhtv.vn/truy-to-ca-si-chau-viet-cuong-ve-toi-giet-nguoi-postid294056.bbg",
    "https://baobacgiang.vn/bg/suc-khoe/371838/cai-thuoc-la-hieu-qua-nho-tap-the-duc-thuong-xuyen.html",
    "https://baobacninh.com.vn/web/guest/news/-/details/20182/hoi-nghi-khoa-hoc-nganh-y-te-lan-thu-xi-nam-2025",
    "https://baophutho.vn/gia-tri-lich-su-cua-den-chu-hung-169132.htm",
    "https://baoquangninh.vn/khai-thac-than-thoi-ky-phap-thuoc-post3349315.html",
    "https://baohaiduong.vn/nong-nghiep/ty-phu-trung-ga-151256",
    "https://baoninhbinh.org.vn/tet-thoi-bao-cap/d20230112091014465.htm",
    "https://baosonla.vn/thoi-su-chinh-tri/dam-bao-cac-dieu-kien-to-chuc-le-hoi-ca-phe-son-la-lan-thu-hai-nam-2026-51YnYvXDR.html",
    "https://baodienbienphu.vn/tin-bai/chinh-tri/dien-bien-trien-khai-nghi-quyet-57-cua-bo-chinh-tri",
    "https://baothanhhoa.vn/theo-guong-bac/tu-mot-lang-tien-tien-kieu-mau-den-tho-xuan-lam-theo-loi-bac/153013.htm",
    "https://baobinhdinh.vn/viewer.aspx?macm=39&macmp=39&mabb=222823",
    "http://baoninhthuan.com.vn/diendan/49334p25c151/phat-trien-cac-mo-hinh-lien-ket-san-xuat-trong-nong-nghiep.htm",
    "https://baotayninh.vn/khat-vong-ve-hai-thanh-pho-tuong-lai-a169010.html",
    "https://baocantho.com.vn/lanh-dao-tp-can-tho-kiem-tra-du-an-nang-cap-mo-rong-quoc-lo-91-doan-tu-km0-km7--a196668.html",
    "https://baolaichau.vn/x%C3%A3-h%E1%BB%99i/x%C3%A2y-d%E1%BB%B1ng-%C4%91%C3%B4-th%E1%BB%8B-v%C4%83n-minh-tr%C3%A1ch-nhi%E1%BB%87m",
    "https://www.kontum.gov.vn/pages/detail/53116/Ket-qua-giai-quyet-tra-loi-y-kien-kien-nghi-cua-cu-tri.html",
    "https://thuanchau.sonla.gov.vn/tin-cai-cach-hanh-chinh/de-cuong-tuyen-truyen-sap-xep-don-vi-hanh-chinh-cap-xa-920730",
    "https://prtc.ninhthuan.gov.vn/portal/Pages/2024-5-17/DE-CUONG-TUYEN-TRUYEN-SAP-XEP-DON-VI-HANH-CHINH-CAhvbq96.aspx",
    "https://yenbai.gov.vn/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=9512&l=Tintrongtinh",
    "https://hoabinh.gov.vn/tin-chi-tiet/-/bai-viet/hoi-nghi-truc-tuyen-quan-triet-nghi-quyet-39750-1392.html",
    "https://daibieunhandan.vn/chuyen-muc-hoi-dong-nhan-dan/muc-tieu-cao-nhat-la-su-hai-long-cua-nguoi-dan-i341721",
    "https://vinhphuc.example.vn/2024/05/17/khai-mac-hoi-nghi/",
    "https://x.gov.vn/tin-tuc/dua-nghi-quyet-dai-hoi-dang-bo-huyen-vi-xuyen-vao-cuoc-song.html",
    "https://x.gov.vn/tin-tuc/lam-theo-guong-bac-o-chi-bo-thon-na-pong",
]

NO_ARTICLES = [
    "https://baolangson.vn/",
    "https://baolangson.vn/chinh-tri",
    "https://baokontum.com.vn/xa-hoi-8.html?page=489",
    "https://www.baokontum.com.vn/toa-soan-ban-doc-24.html?page=55",
    "http://kontumtv.vn/category/video-clip/thoi-su/page/60",
    "https://baohaiduong.vn/chuyen-muc/chinh-tri/1",
    "https://baohatinh.vn/thuan-nong-tag145451.html",
    "https://baolaocai.vn/tu-khoa/che-cu-nha-mu-cang-chai-tag57624.html",
    "https://baogialai.com.vn/tu-khoa.html?q=c%C3%A2y+c%E1%BA%A7u",
    "https://baotayninh.vn/tag-video/L%E1%BA%A1ng%20S%C6%A1n.html",
    "https://baodantoc.vn/ha-giang-p32.html",
    "https://kinhtemoitruong.vn/ha-giang-5289.tag?page=5",
    "https://baocantho.com.vn/su-kien/nhiet-liet-chao-mung-dai-hoi-dai-bieu-toan-quoc-lan-thu-xiv-cua-dang-.36.html",
    "https://baocantho.com.vn/bang-gia-quang-cao-bao-in.html",
    "https://baocantho.com.vn/rao-vat-xay-nha-tron-goi-tai-can-tho-giai-phap-toi-uu-cho-nhu-cau-an-cu-hien-dai-592.html",
    "https://baocantho.com.vn/chinh-tri/bao-ve-nen-tang-tu-tuong-cua-dang/",
    "https://x.gov.vn/hoc-tap-va-lam-theo-tam-guong-dao-duc-ho-chi-minh",
    "https://x.gov.vn/dua-nghi-quyet-cua-dang-vao-cuoc-song",
    "https://baocantho.com.vn/tin-infographics.html",
    "https://baotuyenquang.com.vn/chuyen-de/nguoi-tot-viec-tot/trang-25.html",
    "https://baoninhbinh.org.vn/s/nguy%E1%BB%85n%20th%E1%BB%8B%20thu%20h%C3%A0?page=2",
    "http://www.baobinhdinh.com.vn/ViewCat.aspx?macm=1&macmp=1",
    "https://baobinhdinh.vn/viewimage.aspx?imgid=268965",
    "http://www.baophuyen.com.vn/160/goc-tre.html",
    "https://baothanhhoa.vn/print/2162ab91c4b2597e4a001ed30666a/116119.htm",
    "https://x.vn/bao-cao-tong-ket-nghi-quyet-nam-2025-12345.pdf",
    "https://x.vn/upload/64711/20221110/nghi-quyet-so-18-cua-tinh-uy-ve-phat-trien.jpg",
    "https://x.vn/en/provincial-party-committee-reviews-resolution-number-eighteen-12345.html",
    "https://en.baobacgiang.vn/provincial-party-committee-reviews-resolution-12345.html",
    "https://x.vn/tin-tuc/hoi-nghi-tinh-uy-lan-thu-muoi-12345.html?lang=en",
    "https://x.vn/dang-nhap?returnUrl=/tin-tuc/hoi-nghi-tinh-uy-lan-thu-muoi-12345.html",
    "https://x.vn/a/b/a/b/a/b/hoi-nghi-tinh-uy-lan-thu-muoi-12345.html",
    "https://x.vn/2024/05/page/2",
    "https://x.vn/tac-gia/nguyen-van-mau-12345",
    "mailto:toasoan@x.vn",
    "javascript:void(0)",
    "ftp://x.vn/hoi-nghi-tinh-uy-lan-thu-muoi-12345.html",
    "https://user:secret@x.vn/hoi-nghi-tinh-uy-lan-thu-muoi-12345.html",
    "https://[x.vn/hoi-nghi-tinh-uy-lan-thu-muoi-12345.html",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_shape_of_an_article(url: str) -> None:
    assert discover.is_article(url, None)


@pytest.mark.parametrize("url", NO_ARTICLES)
def test_shape_of_no_article(url: str) -> None:
    assert not discover.is_article(url, None)


# what the shape alone cannot tell: English paths of Vietnamese articles, sections as long as titles, picture series with a number
_UNTOLD = {
    "https://baobacninh.com.vn/web/en/news/-/details/20182/hoi-nghi-khoa-hoc-nganh-y-te-lan-thu-xi-nam-2025",
    "https://baobinhthuan.com.vn/tin-tuc-binh-thuan-moi-nhat",
    "http://baosoctrang.org.vn/phong-su-anh/soc-trang-chang-duong-25-nam-xay-dung-va-phat-trien-10.html",
}


@pytest.mark.parametrize("site", {site.id: site for site in load.sites().values()}.values(), ids=lambda site: site.id)
def test_addresses_of_the_profiles(site: Site) -> None:
    for url in site.examples:
        assert discover.is_article(url, discover.site_at(site, url)), url
        assert discover.is_article(url, None), url
    for url in site.rejects:
        assert not discover.is_article(url, site), url
        assert discover.is_article(url, None) is (url in _UNTOLD), url
    for url in (*site.sections, *site.feeds, *site.sitemaps):
        assert discover.allowed(url, site), url


@pytest.mark.parametrize(
    ("url", "site", "expected"),
    [
        ("https://www.baolangson.vn/a-1.html", LANGSON, True),
        ("https://m.baolangson.vn/a-1.html", LANGSON, True),
        ("https://media.baolangson.vn/a-1.html", LANGSON, False),
        ("https://baolangson.vn.evil.example/a-1.html", LANGSON, False),
        ("https://baolangson.vn/rao-vat/ban-nha-1.html", LANGSON, False),
        ("https://baolangson.vn/print/a-1.html", LANGSON, False),
        ("https://baolangson.vn/a-1.PDF", LANGSON, False),
        ("https://baolangson.vn/rss/home.rss", LANGSON, True),
        ("https://baolangson.vn/sitemap.xml.gz", LANGSON, True),
        ("https://baolangson.vn/" + "a/" * 400, LANGSON, False),
        ("https://vuthu.thaibinh.gov.vn/tin-tuc", THAIBINH, False),
        ("https://vuthu.thaibinh.gov.vn/tin-tuc", discover.site_at(THAIBINH, "https://vuthu.thaibinh.gov.vn/"), True),
        ("https://any.vn/tin-tuc", None, True),
        ("http://127.0.0.2:8000/tin-tuc", replace(LANGSON, hosts=("127.0.0.2",)), True),
    ],
)
def test_allowed(url: str, site: Site | None, expected: bool) -> None:
    assert discover.allowed(url, site) is expected


# --- listings ---

PAGE = "https://x.vn/chinh-tri/"
TITLE = "Tỉnh ủy tổng kết nghị quyết về nông nghiệp"


def links(text: str, url: str = PAGE, site: Site | None = None) -> tuple[str, ...]:
    return tuple(found.url for found in discover.listing(text, url, site).articles)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f'<a href="/tong-ket-nghi-quyet-12345.html">{TITLE}</a>', "https://x.vn/tong-ket-nghi-quyet-12345.html"),
        (f'<a href="tong-ket-nghi-quyet-12345.html">{TITLE}</a>', "https://x.vn/chinh-tri/tong-ket-nghi-quyet-12345.html"),
        (f'<base href="/static/v1/"><a href="tong-ket-12345.html">{TITLE}</a>', "https://x.vn/static/v1/tong-ket-12345.html"),
        (f'<base href="https://x.vn/"><a href="//www.x.vn/tong-ket-12345.html">{TITLE}</a>', "https://x.vn/tong-ket-12345.html"),
        (f'<a href="http://www.x.vn/tong-ket-12345.html">{TITLE}</a>', "https://x.vn/tong-ket-12345.html"),
        (f'<a href="http://X.VN:80/tong-ket-12345.html#binh-luan">{TITLE}</a>', "https://x.vn/tong-ket-12345.html"),
        (f'<a href=" \n/tong-ket-12345.html?utm_source=home&amp;fbclid=1">{TITLE}</a>', "https://x.vn/tong-ket-12345.html"),
        (f'<a href="/tong-ket-12345.html;jsessionid=A1B2?ref=home">{TITLE}</a>', "https://x.vn/tong-ket-12345.html"),
        (f'<a href="/(S(0abcdefghijklmnopqrstuvw))/tong-ket-12345.html">{TITLE}</a>', "https://x.vn/tong-ket-12345.html"),
        (f'<a href="/viewer.aspx?macm=1&amp;mabb=2312&amp;PHPSESSID=1">{TITLE}</a>', "https://x.vn/viewer.aspx?macm=1&mabb=2312"),
        (f'<a href="/xã-hội/tổng-kết-20-năm-thực-hiện-nghị-quyết-trung-ương">{TITLE} 3 khóa VIII</a>',
         "https://x.vn/x%C3%A3-h%E1%BB%99i/t%E1%BB%95ng-k%E1%BA%BFt-20-n%C4%83m-th%E1%BB%B1c-hi%E1%BB%87n-ngh%E1%BB%8B-quy%E1%BA%BFt-trung-%C6%B0%C6%A1ng"),
        ('<a href="/a-12345/tong-ket-nghi-quyet-12345.html"><img src="/1.jpg" alt="Tổng kết nghị quyết"></a>', "https://x.vn/a-12345/tong-ket-nghi-quyet-12345.html"),
        (f'<article><header><h2><a href="/tin/tong-ket-muoi-nam-thuc-hien-nghi-quyet">{TITLE}</a></h2></header></article>',
         "https://x.vn/tin/tong-ket-muoi-nam-thuc-hien-nghi-quyet"),
    ],
)  # fmt: skip
def test_link_to_an_article(markup: str, expected: str) -> None:
    assert links(markup) == (expected,)


@pytest.mark.parametrize(
    "markup",
    [
        f'<a href="https://other.vn/tong-ket-nghi-quyet-12345.html">{TITLE}</a>',
        f'<a href="//other.vn/tong-ket-nghi-quyet-12345.html">{TITLE}</a>',
        f'<base href="https://other.vn/"><a href="tong-ket-nghi-quyet-12345.html">{TITLE}</a>',
        f"<a href=\"javascript:open('/tong-ket-nghi-quyet-12345.html')\">{TITLE}</a>",
        f'<a href="mailto:a@x.vn?subject=/tong-ket-nghi-quyet-12345.html">{TITLE}</a>',
        f'<a href="http://[x.vn/tong-ket-nghi-quyet-12345.html">{TITLE}</a>',
        f'<a href="http://x.vn:99999/tong-ket-nghi-quyet-12345.html">{TITLE}</a>',
        f'<a href="/chinh-tri/#top">{TITLE}</a>',
        f'<a href="/tong-ket-nghi-quyet-tag12345.html">{TITLE}</a>',
        f'<nav><a href="/chuong-trinh-muc-tieu-quoc-gia-nong-thon-moi">{TITLE}</a></nav>',
        f'<ul class="main-menu"><li><a href="/chuong-trinh-muc-tieu-quoc-gia-nong-thon-moi">{TITLE}</a></li></ul>',
        '<a href="/chuong-trinh-muc-tieu-quoc-gia-nong-thon-moi">Nông thôn mới</a>',
        '<a href="/tin-hoat-dong-12345">Tin tức</a>',
    ],
)
def test_link_to_no_article(markup: str) -> None:
    assert links(f'<p><a href="/">Trang chủ</a>{markup}') == ()


def test_article_is_named_once_with_its_title() -> None:
    text = (
        '<div><a href="/tong-ket-12345.html"><img src="1.jpg"></a><h3><a href="/tong-ket-12345.html">Tổng kết <b>nghị quyết</b>&nbsp;18</a></h3>'
        '<a href="http://www.x.vn/tong-ket-12345.html?ref=more">Xem thêm</a></div>'
    )
    assert discover.listing(text, PAGE, None).articles == (Found(url="https://x.vn/tong-ket-12345.html", title="Tổng kết nghị quyết 18"),)


def test_profile_says_which_links_are_articles() -> None:
    text = (
        '<div class="list"><h3><a href="/a-1.html">Một</a></h3><div class="b"><a href="/b-2.html">Hai</a></div><a href="/c">Ba</a>'
        '<a href="/rao-vat/d-4.html">Bốn</a></div><aside><h3><a href="/e-5.html">Năm</a></h3></aside>'
    )
    page = "https://baolangson.vn/chinh-tri"
    every = ("https://baolangson.vn/a-1.html", "https://baolangson.vn/b-2.html", "https://baolangson.vn/e-5.html")
    assert links(text, page, LANGSON) == every
    assert links(text, page, replace(LANGSON, links=(".list h3 a", ".list .b"))) == every[:2]
    assert links(text, page, replace(LANGSON, links=(".list a",), article_url=None)) == (*every[:2], "https://baolangson.vn/c")
    assert links(text, page, replace(LANGSON, links=(".gone a",))) == every
    assert links(text, page, replace(LANGSON, links=(".gone a",), article_url=None)) == ()


def test_listing_of_a_host_below_the_profile() -> None:
    text = f'<a href="/tin-tuc/chinh-tri/giam-sat-viec-thuc-hien-nghi-quyet.html">{TITLE}</a><a href="https://hungha.thaibinh.gov.vn/tin-12345-a-b.html">{TITLE}</a>'
    assert links(text, "https://vuthu.thaibinh.gov.vn/", THAIBINH) == (
        "https://vuthu.thaibinh.gov.vn/tin-tuc/chinh-tri/giam-sat-viec-thuc-hien-nghi-quyet.html",
    )


def test_listing_on_another_port_than_the_usual() -> None:
    text = f'<a href="/a-b-12345.html">{TITLE}</a><a href="http://127.0.0.2:81/c-d-12345.html">{TITLE}</a><a href="//127.0.0.2/e-f-12345.html">{TITLE}</a>'
    local = replace(LANGSON, hosts=("127.0.0.2",), article_url=None)
    assert links(text, "http://127.0.0.2:8000/", local) == ("http://127.0.0.2:8000/a-b-12345.html", "http://127.0.0.2/e-f-12345.html")
    assert links(text, "http://127.0.0.2:8000/", None) == ("http://127.0.0.2:8000/a-b-12345.html",)


def test_sample_listing() -> None:
    sample = Path(__file__).parents[1] / "corpus" / "samples" / "langson-danh-sach.html"
    for site in (LANGSON, None):
        found = discover.listing(sample.read_text(encoding="utf-8"), "https://baolangson.vn/chinh-tri", site)
        assert len(found.articles) == 24
        assert found.articles[4] == Found(
            url="https://baolangson.vn/quan-triet-nghi-quyet-toi-can-bo-dang-vien-xa-yen-phuc-5031004.html",
            title="Quán triệt nghị quyết tới cán bộ, đảng viên xã Yên Phúc",
        )
        assert found.further == ("https://baolangson.vn/chinh-tri?page=2",)


@pytest.mark.parametrize(
    ("page", "markup", "expected"),
    [
        ("/thoi-su/", '<a href="?page=2">2</a><a href="?page=3">3</a><a href="?page=489">Cuối</a>', "/thoi-su/?page=2"),
        ("/thoi-su/?page=2", '<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a>', "/thoi-su/?page=3"),
        ("/thoi-su/?page=9", '<a href="?page=7">7</a><a href="?page=8">8</a>', None),
        ("/thoi-su/", '<a href="/thoi-su/trang-2.html">2</a>', "/thoi-su/trang-2.html"),
        ("/thoi-su.html", '<a href="/thoi-su/trang-2.html">2</a>', "/thoi-su/trang-2.html"),
        ("/thoi-su/trang-2.html", '<a href="/thoi-su/">1</a><a href="/thoi-su/trang-3.html">3</a>', "/thoi-su/trang-3.html"),
        ("/category/tin/", '<a href="/category/tin/page/2/">2</a><a href="/category/khac/page/2/">2</a>', "/category/tin/page/2/"),
        ("/chuyen-muc/chinh-tri/1", '<a href="/chuyen-muc/kinh-te/2">Kinh tế</a><a href="/chuyen-muc/chinh-tri/1/2">2</a>', "/chuyen-muc/chinh-tri/1/2"),
        ("/ha-giang.html", '<a href="/ha-giang-p2.html">2</a>', "/ha-giang-p2.html"),
        ("/xa-hoi-8.html", '<a href="/kinh-te-9.html?page=2">2</a><a href="/xa-hoi-8.html?page=2">2</a>', "/xa-hoi-8.html?page=2"),
        ("/ViewCat.aspx?macm=1", '<a href="/ViewCat.aspx?macm=2&page=2">2</a><a href="/ViewCat.aspx?macm=1&page=2">2</a>', "/ViewCat.aspx?macm=1&page=2"),
        ("/tin?isFeatured=1", '<a href="?isFeatured=1&sort=asc&day=2024-01-01&page=2">2</a>', "/tin?isFeatured=1&page=2"),
        ("/tin", '<a href="?page=0">1</a><a href="?page=1">2</a><a href="?page=2">3</a>', "/tin?page=1"),
        ("/tin?page=1", '<a href="?page=0">1</a><a href="?page=1">2</a><a href="?page=2">3</a>', "/tin?page=2"),
        ("/tin", '<a href="?start=10">2</a><a href="?start=20">3</a>', "/tin?start=10"),
        ("/web/guest/tin", '<a href="/web/guest/tin?p_p_id=list_X&p_p_lifecycle=0&_list_X_delta=20&_list_X_cur=2">2</a>', "/web/guest/tin?p_p_id=list_X&_list_X_cur=2"),
        ("/tin", '<link rel="next" href="/tin?page=2"><a href="?page=3">3</a>', "/tin?page=2"),
        ("/tin", '<a rel="nofollow next" href="/tin/cu-hon/abc">Tiếp</a>', "/tin/cu-hon/abc"),
        ("/tin", '<a rel="next" href="https://other.vn/tin?page=2">Tiếp</a>', None),
        ("/tin", '<a href="/kinh-te">Kinh tế</a><a href="?month=5&year=2024">5</a><a href="?p=abc">x</a>', None),
    ],
)  # fmt: skip
def test_following_page(page: str, markup: str, expected: str | None) -> None:
    text = f'<a href="/tong-ket-nghi-quyet-12345.html">{TITLE}</a>{markup}'
    assert discover.listing(text, f"https://x.vn{page}", None).further == ((f"https://x.vn{expected}",) if expected else ())


@pytest.mark.parametrize(
    ("paging", "section", "page", "expected"),
    [
        ("{section}?p={n}", "https://baocantho.com.vn/thoi-su/", "https://baocantho.com.vn/thoi-su/", "https://baocantho.com.vn/thoi-su/?p=2"),
        ("{section}?p={n}", "https://baocantho.com.vn/thoi-su/", "https://baocantho.com.vn/thoi-su/?p=9", "https://baocantho.com.vn/thoi-su/?p=10"),
        ("{section}?p={n}", "https://baocantho.com.vn/thoi-su/", "https://baocantho.com.vn/y-te/", "https://baocantho.com.vn/y-te/?p=2"),
        ("{section}/trang-{n}.html", "https://baocantho.com.vn/a/", "https://baocantho.com.vn/a/", "https://baocantho.com.vn/a/trang-2.html"),
        ("{section}/trang-{n}.html", "/a", "https://baocantho.com.vn/a/trang-2.html", "https://baocantho.com.vn/a/trang-3.html"),
        ("{section}/{n}", "https://baocantho.com.vn/a/1", "https://baocantho.com.vn/a/1", "https://baocantho.com.vn/a/1/2"),
        ("{section}/{n}", "https://baocantho.com.vn/a/1", "https://baocantho.com.vn/a/1/2", "https://baocantho.com.vn/a/1/3"),
    ],
)  # fmt: skip
def test_paging_of_the_profile(paging: str, section: str, page: str, expected: str) -> None:
    site = replace(CANTHO, paging=paging, sections=(section,))
    article = '<a href="https://baocantho.com.vn/tong-ket-a1234.html">Tổng kết</a><a href="?p=77">77</a>'
    assert discover.listing(article, page, site).further == (expected,)
    assert discover.listing('<a href="/">Trang chủ</a>', page, site).further == ()


def test_feeds_that_a_page_announces() -> None:
    text = """<head><link rel="alternate" type="application/rss+xml" href="/feed/"><link rel="alternate" type="application/atom+xml" href="atom.xml">
        <link rel="alternate" type="application/rss+xml" href="/comments/feed/"><link rel="alternate" hreflang="en" href="/en/">
        <link rel="alternate" type="application/rss+xml" href="https://other.vn/feed/"></head>
        <a href="/rss/cate/thoi-su/">RSS</a><a href="/rss.html">RSS</a><a href="/rss/home.rss">RSS</a><a href="/feed/">RSS</a>"""
    assert discover.listing(text, PAGE, None).feeds == (
        "https://x.vn/feed/",
        "https://x.vn/chinh-tri/atom.xml",
        "https://x.vn/rss/cate/thoi-su/",
        "https://x.vn/rss/home.rss",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body><p>Bảo trì hệ thống</p></body></html>",
        '{"data": []}',
        "<a name=top>Đầu trang</a>",
        "https://x.vn",
        "<?xml version='1.0'?><rss/>",
    ],
)
def test_page_without_a_link_is_no_list(text: str) -> None:
    with pytest.raises(Refused, match="not a list"):
        discover.listing(text, PAGE, None)


HREF = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(
            ["", "/", "//", "http://", "https://", "HTTPS://", "javascript:", "data:", "http:\\\\", "https://x.vn@", "\t//", "http:///"]
        ),
        st.sampled_from(["", "x.vn", "www.x.vn", "evil.vn", "x.vn.evil.vn", "x.vn:8080", "[::1]", "127.0.0.1", "ｘ.vn", "x。vn"]),
        st.sampled_from(
            [
                "/tong-ket-nghi-quyet-12345.html",
                "/tong-ket-muoi-nam-thuc-hien-nghi-quyet",
                "?page=2",
                "/page/2",
                "\\@evil.vn/a-b-c-12345",
                "",
            ]
        ),
    ),
)


@settings(max_examples=300, deadline=None)
@given(base=HREF, hrefs=st.lists(HREF, max_size=5), profile=st.booleans())
def test_listing_never_leaves_its_host(base: str, hrefs: list[str], profile: bool) -> None:
    from html import escape

    text = f'<base href="{escape(base)}"><link rel="next" href="{escape(base)}"><a href="/goc-nhin-moi-12345.html">{TITLE}</a>' + "".join(
        f'<p><a href="{escape(href)}">{TITLE}</a>' for href in hrefs
    )
    site = replace(LANGSON, hosts=("x.vn",), article_url=None, links=("a",)) if profile else None
    found = discover.listing(text, PAGE, site)
    for url in (*(one.url for one in found.articles), *found.further, *found.feeds):
        parts = urlsplit(url)
        assert parts.scheme == "https"
        assert parts.netloc == "x.vn"


def test_sections_that_a_home_page_names() -> None:
    names = {"/the-thao": "Thể thao", "/kinh-te/": "Kinh tế", "/chinh-tri": "Chính trị", "/xay-dung-dang": "Xây dựng Đảng", "/": "Tin tức",
             "https://other.vn/chinh-tri": "Chính trị", "/en/chinh-tri": "Chính trị", "/thoi-su": "Thời sự", "/a-12345.html": TITLE}  # fmt: skip
    text = "<nav>" + "".join(f'<a href="{href}">{name}</a>' for href, name in names.items()) + '</nav><a href="/chinh-tri#2">Chính trị</a>'
    assert discover.sections(text, PAGE) == (
        "https://x.vn/chinh-tri",
        "https://x.vn/xay-dung-dang",
        "https://x.vn/thoi-su",
        "https://x.vn/kinh-te/",
    )
    sample = (Path(__file__).parents[1] / "corpus" / "samples" / "langson-danh-sach.html").read_text(encoding="utf-8")
    assert discover.sections(sample, "https://baolangson.vn/")[0] == "https://baolangson.vn/chinh-tri"
    assert discover.sections("", PAGE) == ()


# --- feeds ---

RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>Thời sự</title>
<link>https://x.vn</link><pubDate>Wed, 30 Aug 2017 20:04:25 +0700</pubDate>{}</channel></rss>"""
ITEM = "<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate></item>"


def item(link: str = "https://x.vn/a-b-12345.html", date: str = "", title: str = "Tin") -> bytes:
    return RSS.format(ITEM.format(link=link, date=date, title=title)).encode()


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Wed, 30 Aug 2017 20:03:00 +0700", "2017-08-30T20:03"),
        ("Wed, 30 Aug 2017 20:03:00 GMT", "2017-08-31T03:03"),
        ("Wed, 30 Aug 2017 20:03:00 GMT+7", "2017-08-30T20:03"),
        ("Wed, 30 Aug 2017 20:03:00", "2017-08-30T20:03"),
        ("30 Aug 2017 20:03 +0700", "2017-08-30T20:03"),
        ("2017-08-30T20:03:00Z", "2017-08-31T03:03"),
        ("2017-08-30T20:03:00+07:00", "2017-08-30T20:03"),
        ("2017-08-30 20:03:00", "2017-08-30T20:03"),
        ("2017-08-30", "2017-08-30"),
        ("30/08/2017 20:03", "2017-08-30T20:03"),
        ("8/30/2017 8:03:00 PM", "2017-08-30T20:03"),
        ("Thứ 4, 30/08/2017 | 20:03:39", "2017-08-30T20:03"),
        ("Wed, 31 Feb 2017 20:03:00 +0700", None),
        # "never", which in another zone is of no year
        ("Fri, 31 Dec 9999 23:59:59 +0000", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("hôm qua", None),
        ("", None),
    ],
)
def test_date_of_a_feed_is_local(date: str, expected: str | None) -> None:
    assert discover.feed(item(date=date), "https://x.vn/rss/home.rss")[0].published == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (item(title="Tổng kết &amp;amp; &lt;b&gt;sơ kết&lt;/b&gt;"), [Found(url="https://x.vn/a-b-12345.html", title="Tổng kết & sơ kết")]),
        (item(link="<![CDATA[\n /tin/a-b-12345.html?utm_source=rss#1 ]]>"), [Found(url="https://x.vn/tin/a-b-12345.html", title="Tin")]),
        (item(link="http://www.x.vn/ngan"), [Found(url="https://x.vn/ngan", title="Tin")]),
        (item(link="https://other.vn/a-b-12345.html"), []),
        (item(link="https://x.vn/en/a-b-12345.html"), []),
        (item(link="https://x.vn/bao-cao.pdf"), []),
        (item(link=""), []),
        (RSS.format("").encode(), []),
        (b"\xef\xbb\xbf\n\n<br />Warning: x in y.php\n" + item(), [Found(url="https://x.vn/a-b-12345.html", title="Tin")]),
        (item(title="Sơ kết & tổng kết <br> &nbsp;năm")[:-20], [Found(url="https://x.vn/a-b-12345.html", title="Sơ kết & tổng kết năm")]),
        (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Tin</title><link href="/a-b-1"/><published>2025-07-01T00:30:00Z</published>'
            b"<updated>2025-07-02T18:00:00Z</updated></entry></feed>",
            [Found(url="https://x.vn/a-b-1", published="2025-07-01T07:30", modified="2025-07-03T01:00", title="Tin")],
        ),
        (
            b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            b"<item><title>Tin</title><link>https://x.vn/a-b-1</link><dc:date>2025-07-01T08:00:00+07:00</dc:date></item></rdf:RDF>",
            [Found(url="https://x.vn/a-b-1", published="2025-07-01T08:00", title="Tin")],
        ),
        (
            RSS.format("<item><guid>https://x.vn/a-b-1</guid></item><item><link>https://x.vn/a-b-1</link></item>").encode(),
            [Found(url="https://x.vn/a-b-1")],
        ),
    ],
)  # fmt: skip
def test_feed(content: bytes, expected: list[Found]) -> None:
    found = discover.feed(content, "https://x.vn/rss/home.rss")
    assert [replace(one, modified=one.modified if b"updated" in content else None) for one in found] == expected


@pytest.mark.parametrize("content", [b"", b"<html><body><a href='/rss/a.rss'>RSS</a></body></html>", b'{"items": []}', b"\x00\x01\x02"])
def test_what_is_no_feed(content: bytes) -> None:
    with pytest.raises(Refused, match="not a feed"):
        discover.feed(content, "https://x.vn/rss")


def test_feed_is_never_the_name_of_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "feed.xml"
    secret.write_bytes(item())
    with pytest.raises(Refused, match="not a feed"):
        discover.feed(str(secret).encode(), "https://x.vn/rss")


ENTITIES = '<!DOCTYPE x [<!ENTITY a "lol">{}<!ENTITY file SYSTEM "file:///etc/passwd">]>'.format(
    "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefghi", "bcdefghij", strict=True))
)


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (discover.feed, '<?xml version="1.0"?>' + ENTITIES + RSS.partition("?>")[2].format(ITEM.format(link="https://x.vn/a-b-1", date="", title="T&j;&file;"))),
        (discover.sitemap, '<?xml version="1.0"?>' + ENTITIES + "<urlset><url><loc>https://x.vn/tong-ket-12345.html</loc><lastmod>&j;&file;</lastmod></url></urlset>"),
    ],
)  # fmt: skip
def test_bomb_of_entities_is_harmless(read: object, content: str) -> None:
    tracemalloc.start()
    began = time.monotonic()
    found = read(content.encode(), "https://x.vn/a.xml")  # type: ignore[operator]
    assert "root:" not in str(found)
    assert str(found).count("lol") < 1000
    assert time.monotonic() - began < 2
    assert tracemalloc.get_traced_memory()[1] < 20e6
    tracemalloc.stop()


# --- sitemaps ---

URLSET = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{}</urlset>'
NEWS = "<news:news><news:publication><news:name>Báo X</news:name></news:publication><news:publication_date>2026-01-08T18:21:00+07:00</news:publication_date><news:title>Tổng kết</news:title></news:news>"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ("<url><loc>https://x.vn/tong-ket-12345.html</loc><lastmod>2026-01-08T11:21:00Z</lastmod></url>",
         [Found(url="https://x.vn/tong-ket-12345.html", modified="2026-01-08T18:21")]),
        (f"<url><loc>\nhttp://www.x.vn/ngan </loc>{NEWS}</url>", [Found(url="https://x.vn/ngan", published="2026-01-08T18:21", title="Tổng kết")]),
        ("<url><image:image><image:loc>https://x.vn/anh-dep-12345.html</image:loc></image:image><loc>https://x.vn/tong-ket-12345.html</loc></url>",
         [Found(url="https://x.vn/tong-ket-12345.html")]),
        ("<url><loc>https://x.vn/chinh-tri</loc></url><url><loc>https://other.vn/tong-ket-12345.html</loc></url><url/><url><loc/></url>", []),
        ("<url><loc>https://x.vn/tong-ket-12345.html</loc></url><url><loc>https://x.vn/tong-ket-12345.html</loc></url>", [Found(url="https://x.vn/tong-ket-12345.html")]),
        ("", []),
    ],
)  # fmt: skip
def test_sitemap(entries: str, expected: list[Found]) -> None:
    content = URLSET.format(entries).encode()
    assert discover.sitemap(content, "https://x.vn/sitemap.xml") == Sitemap(articles=tuple(expected))
    assert discover.sitemap(gzip.compress(content), "https://x.vn/sitemap.xml.gz") == Sitemap(articles=tuple(expected))


def test_sitemap_that_breaks_off_gives_what_stands_before() -> None:
    content = URLSET.format("<url><loc>https://x.vn/tong-ket-12345.html</loc></url><url><loc>https://x.vn/t").encode()[:-30]
    assert [found.url for found in discover.sitemap(content, "https://x.vn/s.xml").articles] == ["https://x.vn/tong-ket-12345.html"]
    assert discover.sitemap(gzip.compress(content)[:-9], "https://x.vn/s.xml.gz").articles


def test_index_of_sitemaps_names_the_newest_first() -> None:
    names = [
        ("a.xml", "2025-01-01"),
        ("b.xml.gz", "2026-02-01T08:00:00+07:00"),
        ("post_tag-sitemap.xml", "2026-03-01"),
        ("video-sitemap.xml", ""),
        ("c.xml", ""),
    ]
    entries = "".join(f"<sitemap><loc>https://x.vn/{name}</loc><lastmod>{day}</lastmod></sitemap>" for name, day in names)
    index = f"<sitemapindex>{entries}<sitemap><loc>https://other.vn/d.xml</loc></sitemap><sitemap><loc>https://x.vn/s.xml</loc></sitemap></sitemapindex>"
    assert discover.sitemap(index.encode(), "https://x.vn/s.xml") == Sitemap(
        further=(
            Found(url="https://x.vn/b.xml.gz", modified="2026-02-01T08:00"),
            Found(url="https://x.vn/a.xml", modified="2025-01-01"),
            Found(url="https://x.vn/c.xml"),
        )
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<html><body>404</body></html>",
        RSS.format("").encode(),
        b"\x1f\x8bbroken",
        gzip.compress(b"", mtime=0),
        b"<?xml version='1.0'?>",
    ],
)
def test_what_is_no_sitemap(content: bytes) -> None:
    with pytest.raises(Refused, match="not a sitemap"):
        discover.sitemap(content, "https://x.vn/sitemap.xml")


def test_bomb_of_gzip_is_refused() -> None:
    bomb = gzip.compress(b" " * (51 * 1024 * 1024))
    assert len(bomb) < 60_000
    with pytest.raises(Refused, match="more than 50 MB"):
        discover.sitemap(bomb, "https://x.vn/sitemap.xml.gz")


# --- lists in JSON ---

CAOBANG_URL = "https://baocaobang.vn/list-post-by-category?page=3&limit=12&category_id=57"


@pytest.mark.parametrize(
    ("data", "path", "expected"),
    [
        ({"data": [{"link": "/tong-ket-12345.html", "date": "08/01/2026 18:21"}, {"link": None}, {}, {"link": "/the-loai"}]}, "data[].link",
         [Found(url="https://baocaobang.vn/tong-ket-12345.html", published="2026-01-08T18:21")]),
        ({"data": [{"link": "http://www.baocaobang.vn/a-1.html", "date": 1767871260}]}, "data[].link",
         [Found(url="https://baocaobang.vn/a-1.html", published="2026-01-08T18:21")]),
        ({"data": {"items": [{"post": {"url": "a-1.html"}}]}}, "data.items[].post.url", [Found(url="https://baocaobang.vn/a-1.html")]),
        ([{"url": "/a-1.html"}, {"url": "https://other.vn/a-2.html"}], "[].url", [Found(url="https://baocaobang.vn/a-1.html")]),
        (["/a-1.html", 5, ["/a-2.html"]], "[]", [Found(url="https://baocaobang.vn/a-1.html")]),
        ([{"news": [{"u": "/a-1.html"}]}, {"news": [{"u": "/a-2.html"}]}], "[].news[].u",
         [Found(url="https://baocaobang.vn/a-1.html"), Found(url="https://baocaobang.vn/a-2.html")]),
    ],
)  # fmt: skip
def test_json_list(data: object, path: str, expected: list[Found]) -> None:
    item = replace(CAOBANG_LIST, links=path)
    found = discover.json_list(json.dumps(data).encode(), CAOBANG_URL, item, CAOBANG)
    assert found.articles == tuple(expected)
    assert found.further == (CAOBANG_URL.replace("page=3", "page=4"),)


def test_json_list_of_another_host_names_articles_of_the_site() -> None:
    item = JsonList(url="https://api.example.vn/list?n={n}", links="data[].link")
    found = discover.json_list(b'{"data": [{"link": "/a-1.html"}]}', "https://api.example.vn/list?n=1", item, CAOBANG)
    assert found == Listing(articles=(Found(url="https://baocaobang.vn/a-1.html"),), further=("https://api.example.vn/list?n=2",))


def test_json_list_ends_with_an_empty_page() -> None:
    assert discover.json_list(b'{"data": []}', CAOBANG_URL, CAOBANG_LIST, CAOBANG) == Listing()


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"error": 1}', b'{"data": {}}', b"\xff\xfe\xff", b"[" * 100_000, b'"data"'])
def test_what_is_no_list(content: bytes) -> None:
    with pytest.raises(Refused, match="not a list"):
        discover.json_list(content, CAOBANG_URL, CAOBANG_LIST, CAOBANG)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (CAOBANG_URL, CAOBANG_LIST),
        ("https://baocaobang.vn/list-post-by-category?page=x&limit=12&category_id=57", None),
        ("https://baocaobang.vn/Thoi-su", None),
    ],
)
def test_list_of_an_address(url: str, expected: JsonList | None) -> None:
    assert discover.list_of(url, CAOBANG) == expected
    assert discover.list_of(url, None) is None
