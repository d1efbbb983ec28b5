/* Image d'une carte: draws the export figure that the server put in the card's store and saves it as a file. */
(function () {
  "use strict";

  const HEAD = "data:image/svg+xml,";
  const FILLS = { hatch: 3, dots: 4 };

  /* The drawing as text, with the fills of the map that are not values: a style sheet does not follow it (map.css). It is
     drawn out of sight, not by toImage, for a map has what is no trace: the ground to its edges, the surface of communes. */
  async function drawn({ figure, width, height }) {
    const { data, layout } = structuredClone(figure);
    const plot = document.createElement("div");
    plot.style.cssText = "position:fixed;left:-9999px";
    document.body.append(plot);
    await window.Plotly.newPlot(plot, data, { ...layout, width, height }, { staticPlot: true });
    window.ground.extend(plot);
    const surface = window.surface.group(plot);
    const svg = new DOMParser().parseFromString(window.Plotly.Snapshot.toSVG(plot, "svg"), "image/svg+xml");
    window.Plotly.purge(plot);
    plot.remove();
    for (const [id, place] of Object.entries(FILLS)) {
      const areas = svg.querySelectorAll(`.choroplethlayer > .trace:nth-child(${place}) path`);
      if (!areas.length) continue;
      const pattern = svg.importNode(document.getElementById(id), true);
      for (const part of pattern.querySelectorAll("*")) {
        const style = getComputedStyle(document.querySelector(`#${id} ${part.localName}`));
        for (const name of ["fill", "stroke", "stroke-width"]) part.style.setProperty(name, style[name]);
      }
      svg.documentElement.prepend(pattern);
      for (const area of areas) area.style.fill = `url(#${id})`;
    }
    if (surface) svg.querySelector(".choroplethlayer").before(surface);
    return HEAD + encodeURIComponent(new XMLSerializer().serializeToString(svg));
  }

  async function pixels(address, width, height, scale) {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: width * scale, height: height * scale });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png");
  }

  async function save(picture) {
    const { width, height, format, name } = picture;
    try {
      const vector = await drawn(picture);
      const address = format === "png" ? await pixels(vector, width, height, 2) : vector;
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
