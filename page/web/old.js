// Tells a browser that is too old, in words that any browser understands; shows
// the page to all others. The list is what the page uses of Chrome 103 and
// Firefox 113 (Windows 7 has 109 and 115).
(function () {
  // A function that takes a vector: WebAssembly with SIMD.
  var simd = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 123, 0];
  var good = false;
  try {
    good = typeof WebAssembly === "object" && WebAssembly.validate(new Uint8Array(simd)) &&
      typeof DecompressionStream === "function" && typeof structuredClone === "function" &&
      "noModule" in document.createElement("script") && typeof Array.prototype.at === "function";
  } catch (error) {
    good = false;
  }
  document.getElementById(good ? "main" : "old").hidden = false;
  if (!good) {
    document.getElementById("old").removeAttribute("hidden");
    document.getElementById("old").innerHTML = "Этот браузер слишком старый для страницы. " +
      "Откройте её в другом: Chrome или Edge 109 и новее, Firefox 115 и новее, Яндекс Браузер 2023 года и новее. " +
      "Другого нет — воспользуйтесь программой pamyatka.exe.";
  }
})();
