"""What a page is that came with status 200 and is no article, and what only speaks of such pages."""

import timeit

import pytest

from corpus.model import Page
from pipeline.errors import Refused
from pipeline.parse import parse
from pipeline.sign import Sign, sign
from tests.conftest import SAMPLES
from tests.growth import FOURFOLD, fourfold

MENU = "<ul>" + "<li class='menu-item'><a href='/chinh-tri' title='Chính trị'>Chính trị - Xã hội</a></li>" * 300 + "</ul>"
FOOTER = (
    "<div class='chan-trang'><p>Giấy phép hoạt động báo điện tử số 123/GP-BTTTT do Bộ Thông tin và Truyền thông cấp ngày 14 tháng 3 năm 2021. "
    "Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</p><p>Tổng biên tập: Nguyễn Mẫu</p></div>"
)
PROSE = (
    "<p>Sáng 12/4, Huyện ủy Mỏ Hương tổ chức hội nghị sơ kết việc thực hiện Nghị quyết số 18-NQ/TW; dự hội nghị có đông đủ cán bộ chủ chốt "
    "của các xã, thị trấn trong huyện.</p><p>Qua sơ kết cho thấy các chi bộ đã chủ động rà soát chức năng, nhiệm vụ của từng đơn vị, phân công "
    "lại công việc, giảm đầu mối trung gian và nâng cao chất lượng sinh hoạt ở từng thôn, bản, tổ dân phố.</p><p>Kết luận hội nghị, đồng chí Bí thư "
    "yêu cầu các cấp ủy tiếp tục quán triệt, cụ thể hóa thành chương trình hành động sát với từng địa bàn.</p>"
)


def page(title: str = "", body: str = "", *, head: str = "") -> str:
    """A page with no more than it is given."""
    return f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>{body}</body></html>"


def within_site(title: str, body: str) -> str:
    """A page with the menu and foot of a site around its text: longer than any that stands in front of one."""
    return page(title, MENU + body + FOOTER)


# --- soft 404 --------------------------------------------------------------------------------------------------

GONE_TITLES = [
    "404",
    "404 Not Found",
    "404 - Báo Lạng Sơn",
    "Lỗi 404",
    "Error 404 (Not Found)!!1",
    "HTTP Status 404 – Not Found",
    "404 | Không tìm thấy trang",
    "404 Không tìm thấy nội dung",
    "404: This page could not be found.",
    "404 - File or directory not found.",
    "The resource cannot be found.",
    "Object not found!",
    "Page not found - Trang thông tin điện tử huyện Vị Xuyên",
    "Not Found",
    "Không tìm thấy trang",
    "Không tìm thấy trang | Đài Phát thanh và Truyền hình Kon Tum",
    "Kh&ocirc;ng t&igrave;m thấy trang &#8211; B&aacute;o Mẫu",
    "Báo Mẫu - Không tìm thấy trang yêu cầu",
    "Không tìm thấy trang yêu cầu | 404 Error | SIT ",
    "Rất tiếc! Không tìm thấy bài viết bạn yêu cầu",
    "Bài viết không tồn tại",
    "Bài viết này không tồn tại hoặc đã bị xóa - Báo Mẫu",
    "Trang bạn yêu cầu không tồn tại | Cổng thông tin điện tử",
    "Nội dung không tồn tại",
    "Thông báo: Đường dẫn không tồn tại",
    "Tin bài đã bị xoá",
    "KHÔNG TÌM THẤY TRANG",
]


@pytest.mark.parametrize("title", GONE_TITLES)
@pytest.mark.parametrize("around", [page, within_site])
def test_title_of_its_own_tells_a_soft_404(title: str, around: object) -> None:
    told = around(title, "<h1>Báo Mẫu</h1><p>Mời bạn về trang chủ.</p>")  # type: ignore[operator]
    assert (sign(told) or Sign("block page", "")).kind == "soft 404"


SHOWN = [
    ("<h1>404</h1><p>Trang bạn yêu cầu không tồn tại hoặc đã bị gỡ bỏ.</p>", "soft 404"),
    ("<h2>Không tìm thấy trang bạn yêu cầu</h2><p>Hãy thử tìm kiếm.</p>", "soft 404"),
    ("<p>Xin lỗi, bài viết này <b>không tồn tại</b>.</p>", "soft 404"),
    ("<div>Rất tiếc, trang bạn truy cập không tồn tại.</div>", "soft 404"),
    ("<div>Có vẻ như nội dung không tồn tại</div>", "soft 404"),
    ("<div class='alert'>Nội dung bạn đang tìm kiếm không tồn tại hoặc đã được di chuyển</div>", "soft 404"),
    ("<p>Vui lòng đăng nhập để đọc tiếp nội dung bài viết.</p><form><input type=password></form>", "login wall"),
    ("<p>Bạn cần <a href='/login'>đăng nhập</a> để xem nội dung này</p>", "login wall"),
    ("<h3>Quý độc giả vui lòng đăng nhập để xem toàn bộ bài viết</h3>", "login wall"),
    ("<p>Sáng 12/4, Huyện ủy tổ chức hội nghị.</p><a class='btn'>Đăng nhập ngay để đọc tiếp</a>", "login wall"),
    ("<p>Đăng nhập hoặc đăng ký tài khoản để đọc tiếp</p>", "login wall"),
]


@pytest.mark.parametrize(("body", "kind"), SHOWN)
@pytest.mark.parametrize("around", [page, within_site])
def test_message_in_a_page_without_an_article(body: str, kind: str, around: object) -> None:
    assert (sign(around("Báo Mẫu", body)) or Sign("block page", "")).kind == kind  # type: ignore[operator]


def test_body_class_of_a_content_system() -> None:
    html = within_site("Báo Mẫu", "").replace("<body>", '<body class="blog error404 wp-custom">')
    assert sign(html) == Sign("soft 404", 'the body is of the class "error404"')
    assert sign(within_site("Báo Mẫu", PROSE + "<style>.error404 { color: red }</style>")) is None


# --- block pages -----------------------------------------------------------------------------------------------

STUB = '<html><body><script>document.cookie="D1N=0123456789abcdef0123456789abcdef"+"; expires=Fri, 31-Dec-2099 23:59:59 GMT; path=/";window.location.reload(true);</script></body></html>'
BLOCKED = {
    "cookie of a host": STUB,
    "cookie without a page": '<script>document.cookie="D1N=abc123"+"; path=/";window.location.reload(true);</script>',
    "two cookies": "<html><head><script>document.cookie='D1=1;path=/';document.cookie='D2=2;path=/';location.href=location.href;</script></head><body></body></html>",
    "puzzle of a host": '<html><body><script src="/aes.js"></script><script>var a=toNumbers("f6"),b=toNumbers("98"),c=toNumbers("35");'
    'document.cookie="__test="+toHex(slowAES.decrypt(c,2,a,b))+"; path=/";location.href="http://baomau.vn/?i=1";</script>'
    "<noscript>This site requires Javascript to work, please enable Javascript in your browser</noscript></body></html>",
    "challenge": page("Just a moment...", "<div id='challenge-error-text'>Enable JavaScript and cookies to continue</div>"),
    "challenge in Vietnamese": page("Chờ một chút...", "<p>baomau.vn cần kiểm tra tính bảo mật của kết nối trước khi tiếp tục.</p>"),
    "challenge by its script": page("baomau.vn", "<script>window._cf_chl_opt={cvId:'3'};</script>"),
    "blocked": page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1><h2>You are unable to access baomau.vn</h2>"),
    "blocked without a title": page("", "<p>This website is using a security service to protect itself from online attacks.</p>"),
    "access denied": page("Access Denied", "<h1>Access Denied</h1>You don't have permission to access this server.<p>Reference #18.1</p>"),
    "access denied by name": page("Access denied | baomau.vn used Cloudflare to restrict access", "<h1>Error 1020</h1>"),
    "rejected": page(
        "Request Rejected", "The requested URL was rejected. Please consult with your administrator.<br>Your support ID is: 40452"
    ),
    "rejected without a title": "<html><body><p>The requested URL was rejected. Please consult with your administrator.</p></body></html>",
    "incident": '<html><head><META NAME="robots" CONTENT="noindex,nofollow"><script src="/_Incapsula_Resource?SWJIYLWA=50"></script></head><body></body></html>',
    "forbidden": page("403 Forbidden", "<center><h1>403 Forbidden</h1></center><hr><center>nginx</center>"),
    "firewall": page("Sucuri WebSite Firewall - Access Denied", "<h1>Access Denied - Sucuri Website Firewall</h1>"),
    "appliance": page("Web Page Blocked!", "<p>The page cannot be displayed.</p>"),
    "firewall in Vietnamese": page("Thông báo", "<p>Yêu cầu của bạn đã bị chặn bởi tường lửa bảo mật (WAF).</p>"),
    "denied in Vietnamese": page("Truy cập bị từ chối", "<p>Địa chỉ IP của bạn nằm ngoài lãnh thổ Việt Nam.</p>"),
    "robot": page("Báo Mẫu", "<h3>Vui lòng xác minh bạn không phải là robot để tiếp tục truy cập</h3><div class='g-recaptcha'></div>"),
    "verification": page("Human Verification", "<div id='captcha-container'></div>"),
    "delivery": page("baomau.vn", "<script src='https://ct.captcha-delivery.com/c.js'></script><p>Please enable JS</p>"),
}


@pytest.mark.parametrize("html", BLOCKED.values(), ids=BLOCKED.keys())
def test_page_in_front_of_the_site(html: str) -> None:
    assert (sign(html) or Sign("soft 404", "")).kind == "block page"


@pytest.mark.parametrize("title", ["Đăng nhập", "Đăng nhập hệ thống | Báo Mẫu", "Báo Mẫu - Đăng nhập", "Login", "Sign in - Cổng thông tin"])
def test_login_page(title: str) -> None:
    form = "<form action='/login'><input name='user'><input type='password' name='pass'></form>"
    assert sign(within_site(title, form)) == Sign(
        "login wall", f'the title says "{next(p for p in title.split(" | ") for p in p.split(" - ") if p != "Báo Mẫu")}"'
    )
    assert sign(within_site(title, PROSE)) is None


# --- what only speaks of it ------------------------------------------------------------------------------------

# headlines of real articles, and some that numbers and words could mislead
HEADLINES = [
    "Lỗi 404 – Vì sao lại là 404?",
    "Lỗi 404 - nỗi ám ảnh của người quản trị trang web",
    "Lỗi 404 Not Found là gì và cách khắc phục",
    "9 lỗi hiển thị trên website thường thấy",
    "Thăm, tặng quà 404 hộ nghèo xã Mỏ Hương",
    "Trung đoàn 404: Sơ kết thực hiện Nghị quyết 847",
    "Quyết định số 404/QĐ-UBND về phân bổ vốn",
    "Không tìm thấy trang thiết bị y tế trong kho",
    "Không tìm thấy nạn nhân trong vụ sạt lở",
    "Không tìm thấy tin nhắn trong điện thoại nghi can",
    "Trang trại không còn tồn tại sau lũ",
    "Nội dung này không được tách rời nghị quyết",
    "Cảnh báo lừa đảo qua mã captcha giả mạo",
    "Cloudflare gặp sự cố nghiêm trọng, hàng loạt website không thể truy cập",
    "Người dân đăng nhập VNeID để xem thông tin cư trú",
    "Đăng nhập tài khoản định danh điện tử mức độ 2",
    "Truy cập bị từ chối: nỗi lo của người dùng dịch vụ công",
    "Chờ một chút hạnh phúc",
    "Access denied và những lỗi thường gặp khi truy cập cổng dịch vụ công",
]


@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize("ending", ["", " | Báo Mẫu", " - Báo Mẫu điện tử"])
def test_headline_is_no_sign(headline: str, ending: str) -> None:
    assert sign(within_site(headline + ending, f"<h1>{headline}</h1>{PROSE}")) is None
    assert sign(page(headline + ending, f"<h1>{headline}</h1>{PROSE}")) is None


PROSE_WITH = {
    "comments": "<div class='comment'>Vui lòng đăng nhập để bình luận. Đăng nhập để xem bình luận khác.</div>",
    "login box": "<div class='modal' style='display:none'><h3>Đăng nhập</h3><input type='password'><p>Tài khoản không tồn tại</p></div>",
    "captcha of a comment": "<form><div class='g-recaptcha'></div><p>Nhập mã captcha: tôi không phải là robot</p></form>",
    "beacon": "<script>(function(){var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js';})();</script>",
    "cookie": "<script>document.cookie='seen=1';if(0)window.location.reload(true);</script>",
    "message of a script": "<script>var error = 'Bài viết không tồn tại';</script>",
    "prose about it": "<p>Khi nhập sai, hệ thống báo: Trang không tồn tại. Bạn đọc cần đăng nhập để xem nội dung.</p>",
    "message beside it": "<p>Bài viết không tồn tại</p>",
    "rejected": "<p>Màn hình hiện dòng chữ The requested URL was rejected.</p>",
}


@pytest.mark.parametrize("also", PROSE_WITH.values(), ids=PROSE_WITH.keys())
def test_page_with_an_article_is_no_sign(also: str) -> None:
    assert sign(page("Mỏ Hương sơ kết Nghị quyết 18 | Báo Mẫu", f"<h1>Mỏ Hương sơ kết Nghị quyết 18</h1>{PROSE}{also}")) is None
    assert sign(within_site("Mỏ Hương sơ kết Nghị quyết 18", f"{also}<div>{PROSE}</div>")) is None


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<title></title>",
        page(
            "Báo Mẫu",
            "<h1>Chùm ảnh: Xuân về trên bản</h1><figure><img src='1.jpg'><figcaption>Chợ phiên ngày cuối năm</figcaption></figure>",
        ),
        page("Báo Mẫu", "<p>Đăng nhập để bình luận</p>"),
        page("Báo Mẫu", "<p>Không tìm thấy trang thiết bị nào bị hư hỏng.</p>"),
        page("Báo Mẫu", "<noscript>Trang không tồn tại nếu tắt JavaScript</noscript>"),
    ],
)
def test_short_page_without_a_sign(html: str) -> None:
    assert sign(html) is None


def test_short_news_beside_an_empty_list_is_no_sign() -> None:
    news = "<p>" + "Ngày 12/4, xã Mỏ Hương khánh thành cầu dân sinh nối hai thôn, dài 24 mét, do nhân dân góp công và tiền. " * 3 + "</p>"
    assert sign(within_site("Báo Mẫu", f"{news}<div class='lien-quan'>Không tìm thấy bài viết nào</div>")) is None


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.glob("*.html")))
def test_sample_pages(sample: str) -> None:
    told = sign((SAMPLES / sample).read_text(encoding="utf-8", errors="replace"))
    assert (told is not None) == (sample == "kontum-khong-tim-thay.html")


# --- in parse --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "reason", "detail"),
    [
        (within_site("Không tìm thấy trang", PROSE), "soft 404", 'the title says "Không tìm thấy trang"'),
        (STUB, "block page", "it only sets a cookie and loads again"),
        (BLOCKED["cookie without a page"], "block page", "it only sets a cookie and loads again"),
        (BLOCKED["rejected"], "block page", 'the title says "Request Rejected"'),
        (page("Báo Mẫu", SHOWN[6][0]), "login wall", 'it shows "Vui lòng đăng nhập để đọc tiếp"'),
    ],
)
def test_parse_refuses_by_name(html: str, reason: str, detail: str) -> None:
    with pytest.raises(Refused) as refused:
        parse(Page(url="https://baolangson.vn/a-1.html", content=html.encode(), media="html"))
    assert (refused.value.reason, refused.value.detail) == (reason, detail)


@pytest.mark.parametrize("headline", HEADLINES)
def test_parse_reads_what_only_speaks_of_it(headline: str) -> None:
    html = within_site(headline, f"<h1>{headline}</h1><div itemprop='articleBody'>{PROSE}</div>")
    assert parse(Page(url="https://baomau.vn/a-1.html", content=html.encode(), media="html")).title == headline


def test_cost_on_an_ordinary_page() -> None:
    html = (SAMPLES / "kontum-2025-nghi-quyet-57.html").read_text(encoding="utf-8")
    looks = 50
    # a tenth of a millisecond is what is asked for; the rest allows for a busy machine
    assert min(timeit.repeat(lambda: sign(html), number=looks, repeat=5)) / looks < 0.0003


@pytest.mark.parametrize("piece", ["<script>", "<a href=x>", "<!--", "<", "<h1>", "<title", " - ", "rất tiếc, ", "location   ", "bạn "])
def test_time_grows_with_length(piece: str) -> None:
    def look(times: int) -> object:
        return sign("<title>Lỗi 404</title>" + piece * times + "không tồn tại")

    assert fourfold(look, 2_000) < FOURFOLD
