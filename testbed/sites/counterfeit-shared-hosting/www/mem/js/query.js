document.getElementById("netQuery").addEventListener("submit", function (event) {
  event.preventDefault();
  location.href = "?zs=" + encodeURIComponent(this.elements.idcardNum.value);
});
