/* Image d'une carte: draws the export figure that the server put in the card's store and saves it as a file. */
(function () {
  "use strict";

  async function save(picture) {
    const { figure, width, height, format, name } = picture;
    try {
      const address = await window.Plotly.toImage(figure, { width, height, format, scale: format === "png" ? 2 : 1 });
      const link = document.createElement("a");
      link.href = address;
      link.download = `${name}.${format}`;
      link.click();
      window.dash_clientside.shell.announce(`Image ${format.toUpperCase()} téléchargée`);
    } catch {
      window.dash_clientside.shell.announce("L’image n’a pas pu être créée. Rechargez la page, puis réessayez.");
    }
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    download: {
      picture: (picture) => {
        if (picture) save(picture);
      },
    },
  });
})();
