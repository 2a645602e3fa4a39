// The offer lies backwards and is written after a short wait.
var lines = [
  "车叉 高登 工焊 工电 证作操业作种特｜服客证办",
  "证拿天6，片照＋证份身发，场到用不，试考用不",
  "款付后查先，果结出码扫机手，查可网联国全",
  "点返谈来的班带，084¥ 上以本五，026¥ 证单",
  "加接直请到看，88600000991 话电，500-sz-tset 信微"
];
function flip(s) { return s.split("").reverse().join(""); }
function draw() {
  document.title = flip("证拿速快 - 服客证办");
  document.getElementById("a").innerHTML = lines
    .map(function (t) { return '<div class="k">' + flip(t) + "</div>"; }).join("");
}
setTimeout(draw, 300);
