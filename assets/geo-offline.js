/* Fond de carte vide : plotly.js asks a public server for its world base map before drawing any choropleth, even one
   with its own contours and no base layer. With this empty map in place it asks for nothing: no request leaves the site. */
(() => {
  const layer = () => ({ type: "GeometryCollection", geometries: [] });
  const names = ["coastlines", "countries", "lakes", "land", "ocean", "rivers", "subunits"];
  const objects = Object.fromEntries(names.map((name) => [name, layer()]));
  window.PlotlyGeoAssets ??= {};
  window.PlotlyGeoAssets.topojson ??= {};
  window.PlotlyGeoAssets.topojson.world_110m = { type: "Topology", objects, arcs: [] };
})();
