/* Texte sans accents ni traits d'union, in lower case: what a search compares. */
(function () {
  "use strict";
  window.plainText = (text) =>
    text
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .replace(/[’'-]/g, " ")
      .toLowerCase();
})();
