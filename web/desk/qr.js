// The drawing that an authenticator app reads, made anew from the service's: nothing that comes in an
// answer is taken for markup.

const SVG = "http://www.w3.org/2000/svg";

/** Of the service's `qr`: the length of a side, and the paths with their colours. */
export function partsOf(svg) {
  const side = Number(/viewBox="0 0 (\d{1,4}) /.exec(svg)?.[1] ?? 0);
  const paths = [...svg.matchAll(/<path fill="(#[0-9a-f]{3})" d="([Mhvz0-9 -]+)"/g)].map(([, fill, d]) => ({ fill, d }));
  return { side, paths };
}

export function drawing(svg, label) {
  const { side, paths } = partsOf(svg);
  const drawn = document.createElementNS(SVG, "svg");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" }))
    drawn.setAttribute(name, value);
  for (const { fill, d } of paths) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("fill", fill);
    path.setAttribute("d", d);
    drawn.append(path);
  }
  return drawn;
}
