"""Words that stand beside a body's name in a host name: query, state, places.

They prove nothing by themselves; beside a protected word they are its context.
"""

from dataclasses import dataclass
from enum import StrEnum

from detectors.names.pinyin import syllables


class Role(StrEnum):
    """What a word does in a name."""

    QUERY = "query"
    """To look something up or to prove it."""
    CERTIFICATE = "certificate"
    """A certificate, its code, an examination for it."""
    STATE = "state"
    """The state, the nation, the government, and what calls itself official."""
    PLACE = "place"
    """A province."""
    SUBJECT = "subject"
    """What the body is about."""
    LESSON = "lesson"
    """Schools, books, news and trade: lawful owners write of a certificate too."""
    FILLER = "filler"
    """What any site's name may carry; explains letters and says nothing."""


TELLING_ROLES = frozenset({Role.QUERY, Role.CERTIFICATE, Role.STATE, Role.SUBJECT})
"""Roles of words that make a short protected word's context."""
MISSPELT_ROLES = frozenset({Role.QUERY, Role.CERTIFICATE})
"""Roles of words that are known with a typo too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One such word."""

    text: str
    role: Role


_TEXTS = {
    Role.QUERY: """
        cx chaxun chax chaxunwang cxw cxzx cxpt cxxt query search lookup inquiry
        enquiry verify check yz yanzheng yanzhen heyan hecha jiaoyan chayan zhenwei
        hyzx cxzs chaxunxitong chaxunpingtai lianwang find
        查询 查证 验证 核验 校验 真伪 查验 联网
        """,
    Role.CERTIFICATE: """
        zs zhengshu zheng zj zhengjian zscx zjcx zhengshuchaxun zhengjianchaxun
        zhengcha cert certs certificate certification card license licence ewm
        erweima erwm qr qrcode qrc saoma sm smcx zige zigezheng dianzizheng dzzz
        dzz ks kaoshi exam kaohe kh bm baoming kszx fushen huanzheng banzheng daiban
        lingzheng chizheng shanggangzheng zhengben dianzi
        证书 证件 证 二维码 扫码 考试 考核 报名 电子证 证照 资格 复审 换证 办证 代办
        """,
    Role.STATE: """
        gov government zf zhengfu zw zhengwu zwfw china chinese cn zg
        zhongguo gj guojia guo national state prc quanguo qg bu ju ting sheng
        gw guanwang guanfang official ministry department bureau
        国家 中国 全国 政府 政务 部 局 厅 省 市 官网 官方 中华人民共和国 自治区
        """,
    Role.SUBJECT: """
        safety safe anquan aq yingji emergency yj 安全 应急
        """,
    Role.LESSON: """
        px peixun pxw pxxx training train course courses school xuexiao xueyuan
        college edu jiaoyu kecheng book books shu news xinwen zixun zixunwang
        luntan bbs tiku zhenti moni shiti shuati lianxi jiaocai blog
        expo fair exhibition summit association society magazine journal media product
        products supply supplies equipment shoes gloves helmet consult consulting
        consultant insurance solutions engineering xiehui xuehui zazhi zhanhui
        zhanlan bolanhui chanpin yongpin zhuangbei fanghu laobao gongcheng ruanjian
        soft software
        培训 学校 学院 教育 课程 新闻 资讯 论坛 题库 真题 模拟 试题 教材 网校 咨询
        协会 学会 杂志 展会 展览 博览会 产品 用品 装备 劳保 工程 软件
        """,
    Role.FILLER: """
        www wap web net com org top vip app info online site portal home index login
        user admin api mobile h wx
        weixin gzh xcx pt pingtai xt xitong system sys zx zhongxin center fw
        fuwu service services server bs banshi wang wangzhan www wz xinxi xx
        data cloud platform new old pro plus the my one zaixian rukou denglu zhuye
        shouye kefu gongshi tongzhi wangye xiazai shouji zhongguowang guanli kj jt
        sm wl gs gc jx dz jd xf tech group xyz icu ltd club shop cc
        网 网站 平台 中心 系统 信息 服务 在线 门户 公众号 入口 登录
        """,
    Role.PLACE: """
        bj beijing tj tianjin heb hebei he sx shanxi nmg neimenggu ln liaoning jl
        jilin hlj heilongjiang sh shanghai js jiangsu zj zhejiang ah anhui fj
        fujian jx jiangxi sd shandong hen henan hn hb hubei hunan gd guangdong gx
        guangxi hain hainan cq chongqing sc sichuan gz guizhou yn yunnan xz xizang
        shaanxi sn gs gansu qh qinghai nx ningxia xj xinjiang sz shenzhen
        北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西
        山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海
        宁夏 新疆
        """,
}

_CITIES = """
    石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治
    晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔
    沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 四平
    辽源 通化 白山 松原 白城 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河
    牡丹江 黑河 绥化 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州
    宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 合肥 芜湖 蚌埠 淮南
    马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明
    泉州 漳州 南平 龙岩 宁德 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶
    济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
    郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳
    周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙
    株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳
    珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州
    揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左
    海口 三亚 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安
    达州 雅安 巴中 资阳 阿坝 甘孜 凉山 贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪
    保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 大理 德宏 拉萨 西安 铜川 宝鸡 咸阳 渭南
    延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西
    陇南 西宁 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 和田 伊犁
    """

# The first role wins where a word has two (zj: a certificate, and Zhejiang).
WORDS: dict[str, Word] = {}
for _role, _text in _TEXTS.items():
    for _word in _text.split():
        WORDS.setdefault(_word, Word(text=_word, role=_role))
for _city in _CITIES.split():
    for _word in (_city, "".join(syllables(_city))):
        if _word:
            WORDS.setdefault(_word, Word(text=_word, role=Role.PLACE))
