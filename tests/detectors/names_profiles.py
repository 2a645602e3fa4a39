"""Profiles of invented bodies, for the tests of host names."""

from casebook.profiles import Kind, Profile, Profiles

MINISTRY = Profile(
    name="ministry",
    title="某部网站",
    title_en="A ministry",
    kind=Kind.BODY,
    hosts=("abq.gov.test", "cx.abq.gov.test"),
    names=("应急管理部",),
    host_tokens=("abq", "chinasafety", "yingjiguanli", "yjglb", "mowern"),
)
PLATFORM = Profile(
    name="platform",
    title="某平台",
    title_en="A platform",
    kind=Kind.PLATFORM,
    hosts=("kxjyw.test",),
    names=("特种作业操作证查询平台",),
    host_tokens=("tezhongzuoye", "tzzy"),
)
ANY = Profile(
    name="any",
    title="国家机关",
    title_en="Any organ",
    kind=Kind.GENERIC,
    suffixes=("gov.test",),
    names=("人民政府",),
)
PROFILES = Profiles(by_name={p.name: p for p in (MINISTRY, PLATFORM, ANY)})
