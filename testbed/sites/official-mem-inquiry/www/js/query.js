// The inquiry form: fetch a captcha, ask the platform, show its answer.
(function () {
  var form = document.getElementById("netQuery");
  if (!form) return;
  var picture = form.querySelector('img[alt="验证码"]');
  var message = form.querySelector('[role="status"]');

  function refresh() {
    fetch("/prod-api/certsearch/code")
      .then(function (answer) { return answer.json(); })
      .then(function (data) {
        if (data.img) picture.src = "data:image/png;base64," + data.img;
        form.elements.uuid.value = data.uuid;
      })
      .catch(function () { message.textContent = "验证码加载失败，请稍后再试"; });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var missing = ["idcardNum", "name", "code"].filter(function (field) {
      return !form.elements[field].value.trim();
    });
    if (missing.length) {
      message.textContent = form.elements[missing[0]].placeholder;
      return;
    }
    fetch(form.action + "?" + new URLSearchParams(new FormData(form)))
      .then(function (answer) { return answer.json(); })
      .then(function (data) { message.textContent = data.msg; refresh(); })
      .catch(function () { message.textContent = "网络异常，请稍后再试"; });
  });
  if (picture) {
    picture.addEventListener("click", refresh);
    refresh();
  }
})();
