// The portal: today's date in the top bar, and the search box.
(function () {
  var place = document.getElementById("today");
  if (place) {
    var now = new Date();
    place.textContent =
      now.getFullYear() + "年" + (now.getMonth() + 1) + "月" + now.getDate() + "日";
  }
  var search = document.getElementById("search");
  if (search) {
    search.addEventListener("submit", function (event) {
      if (!search.elements.searchword.value.trim()) event.preventDefault();
    });
  }
})();
