"""An invented body and an invented government suffix."""

from datetime import UTC, datetime

from casebook.profiles import Kind, Profile

AT = datetime(2026, 3, 1, tzinfo=UTC)

OFFICE = Profile(
    name="tea-office",
    title="茶叶检验总署证书查询平台",
    title_en="Tea Office inquiry",
    kind=Kind.PLATFORM,
    hosts=("cx.tea.example",),
    names=("中华人民共和国茶叶检验总署", "茶叶检验总署"),
    titles=("全国茶叶检验员证书信息查询平台",),
    headings=("茶叶检验员证书查询",),
    menus=(
        "检验员证书查询",
        "检验机构查询",
        "茶样登记查询",
        "等级标准目录",
        "投诉与申诉",
        "下载专区",
    ),
    phrases=(
        "本平台由茶叶检验总署负责解释查询结果",
        "证书编号有误请与签发机关联系核实",
    ),
    form_fields=("请输入证件号码", "请输入检验员姓名", "请输入验证码"),
    result_labels=(
        ("姓名",),
        ("检茶类别",),
        ("准检茶类",),
        ("初检日期",),
        ("应复检日期",),
        ("签发机关",),
        ("茶证编号",),
    ),
    result_terms=("绿茶检验", "红茶检验"),
    foreign_terms=("咖啡烘焙",),
    api_paths=("/tea-api/cert/netQuery",),
    page_paths=("/tea/certQuery",),
    statistics_ids=("0123456789abcdef0123456789abcdef",),
    class_names=("tea-query-box", "tea-yzm", "tea-card-text"),
    site_codes=("bm99112233",),
    icp_numbers=("京ICP备99112233号",),
    police_numbers=("京公网安备11990102000033号",),
    accounts=("茶检服务号",),
)
STATE = Profile(
    name="state-organ",
    title="国家机关网站",
    title_en="Any state organ",
    kind=Kind.GENERIC,
    suffixes=("gov.example",),
    names=("人民政府",),
)
