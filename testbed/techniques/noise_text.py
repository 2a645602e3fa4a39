"""Pages of other text outside the window: likeness of wording drowns in it."""

from testbed.markup import body_of, with_body

SENTENCES = (
    "本店新到一批春季家居用品，欢迎新老顾客选购，满两件包邮。",
    "今日菜谱：番茄牛腩、清炒时蔬、紫菜蛋花汤，简单三步即可完成。",
    "周末郊游路线推荐：沿河步道全长六公里，适合全家骑行和野餐。",
    "新款蓝牙耳机续航三十小时，支持主动降噪，颜色有白、灰、蓝三种。",
    "养花小知识：绿萝喜半阴环境，浇水见干见湿，冬季注意保暖。",
    "二手书交换活动本月继续，每人限带十本，请保持书页整洁。",
)
ROUNDS = 6


def apply(html: str) -> str:
    """Put the noise before and behind what the visitor sees."""
    noise = "\n".join(f"<p>{sentence}</p>" for sentence in SENTENCES * ROUNDS)
    away = 'style="position:absolute;left:-9999px;top:0;width:600px" aria-hidden="true"'
    block = f"<div {away}>\n{noise}\n</div>\n"
    return with_body(html, f"{block}{body_of(html)}\n{block}")
