"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const one = (id) => document.getElementById(id);
  const { nights, trends } = JSON.parse(one("data").textContent);

  // Light and dark: the system's choice until the button is pressed.
  one("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  // Filter: by words, by whether anything changed.
  const sections = [...document.querySelectorAll("details.trend")];
  const filter = () => {
    const words = one("find").value.toLowerCase().trim();
    let shown = 0;
    for (const section of sections) {
      const visible = (!one("only").checked || section.dataset.changed === "true") && section.textContent.toLowerCase().includes(words);
      section.hidden = !visible;
      shown += visible ? 1 : 0;
    }
    one("count").textContent = shown === sections.length ? "" : shown + " of " + sections.length + " shown";
  };
  one("find").addEventListener("input", filter);
  one("only").addEventListener("change", filter);
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());

  // Numbers as people say them.
  const digits = (v) => v === 0 ? "0" : Math.abs(v) >= 1e9 || Math.abs(v) < 1e-4 ? v.toExponential(2) : Number(v.toPrecision(3)).toLocaleString("en-US");
  const short = (v) => v >= 1e9 ? digits(v / 1e9) + "g" : v >= 1e6 ? digits(v / 1e6) + "m" : v >= 1e4 ? digits(v / 1e3) + "k" : digits(v);
  const percent = (factor) => factor >= 2 || factor < 0.5 ? digits(factor) + "×" : (factor < 1 ? "-" : "+") + Math.abs(100 * (factor - 1)).toFixed(1) + "%";
  const kinds = [
    { title: "exponent", least: 0.5, log: false, tick: (v) => digits(v), of: (t) => t.e.map((v) => v === null ? null : v / 1000) },
    { title: "cost at equal sizes, first night = 1", least: 1.5, log: true, tick: (v) => digits(v), of: (t) => t.c.map((v) => v === null ? null : Math.exp(v / 1000)) },
    { title: "size that reaches the budget", least: 1.5, log: true, tick: (v) => short(v), of: (t) => t.t || [] },
  ];

  const W = 900, H = 190, LEFT = 70, RIGHT = 885, TOP = 26, BOTTOM = 160;
  const NS = "http://www.w3.org/2000/svg";
  const put = (to, name, attributes, text) => {
    const node = document.createElementNS(NS, name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    to.append(node);
    return node;
  };
  // Round numbers between two: three to seven of them; decades where there are several.
  const even = (low, high) => {
    const rough = (high - low) / 3, ten = 10 ** Math.floor(Math.log10(rough));
    const step = [5, 2, 1, 0.5].map((k) => k * ten).find((s) => s <= rough);
    const first = Math.ceil(low / step), count = Math.floor(high / step) - first + 1;
    return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  };
  const ticks = (low, high, log) => {
    if (!log) return even(low, high);
    const decades = (high - low) / Math.LN10;
    if (decades < 1.5) return even(Math.exp(low), Math.exp(high));
    const every = Math.ceil(decades / 5), first = Math.ceil(low / Math.LN10);
    return Array.from({ length: Math.floor(high / Math.LN10) - first + 1 }, (_, i) => first + i).filter((k) => k % every === 0).map((k) => 10 ** k);
  };
  const x = (night) => LEFT + (RIGHT - LEFT) * (nights.length > 1 ? night / (nights.length - 1) : 0.5);

  // A chart of one row of numbers over the nights; returns what it shows at a night, in words.
  const chart = (to, trend, kind) => {
    const values = kind.of(trend);
    const known = values.filter((v) => v !== null && v > -Infinity);
    if (!known.length || (kind.log && known.some((v) => v <= 0))) return null;
    const f = kind.log ? Math.log : (v) => v, least = kind.log ? Math.log(kind.least) : kind.least;
    let low = f(Math.min(...known)), high = f(Math.max(...known));
    const grow = Math.max(0, least - (high - low)) / 2 + 0.05 * Math.max(least, high - low);
    low -= grow; high += grow;
    const y = (v) => BOTTOM - (BOTTOM - TOP) * (f(v) - low) / (high - low);
    const svg = put(to, "svg", { viewBox: `0 0 ${W} ${H}`, class: "live", role: "img", "aria-label": `${trend.m}: ${kind.title}` });
    put(svg, "text", { x: LEFT, y: 15 }, `${trend.m}: ${kind.title}`);
    for (const v of ticks(low, high, kind.log)) {
      put(svg, "line", { x1: LEFT, x2: RIGHT, y1: y(v), y2: y(v), class: "grid" });
      put(svg, "text", { x: LEFT - 8, y: y(v) + 4, "text-anchor": "end" }, kind.tick(v));
    }
    for (let i = 0; i < 5; i += 1) {
      const night = Math.round((nights.length - 1) * i / 4);
      if (i && nights.length < 5) continue;
      put(svg, "text", { x: x(night), y: BOTTOM + 20, "text-anchor": i === 0 ? "start" : i === 4 ? "end" : "middle" }, nights[night][0]);
    }
    nights.forEach((night, i) => {
      if (i && night[2] !== nights[i - 1][2] && nights.length < 400) put(svg, "line", { x1: x(i - 0.5), x2: x(i - 0.5), y1: TOP, y2: BOTTOM, class: "machine" });
    });
    for (const [night] of trend.x) put(svg, "line", { x1: x(night - 0.5), x2: x(night - 0.5), y1: TOP, y2: BOTTOM, class: "change" });
    let path = "";
    values.forEach((v, i) => { if (v !== null) path += (path && values[i - 1] !== null ? "L" : "M") + x(trend.n[i]).toFixed(1) + " " + y(v).toFixed(1); });
    put(svg, "path", { d: path, class: "line" });
    if (known.length < 120) values.forEach((v, i) => { if (v !== null) put(svg, "circle", { cx: x(trend.n[i]), cy: y(v), r: 2.5, class: "dot" }); });
    for (const [night, words] of trend.x) {
      const left = x(night) > (LEFT + RIGHT) / 2;
      // Where the line is not.
      const beside = values[trend.n.indexOf(night) - (left ? 1 : 0)] ?? null;
      const low = beside !== null && y(beside) < (TOP + BOTTOM) / 2;
      put(svg, "text", { x: x(night - 0.5) + (left ? -6 : 6), y: low ? BOTTOM - 8 : TOP + 12, class: "change", "text-anchor": left ? "end" : "start" }, words);
    }
    const cursor = put(svg, "line", { y1: TOP, y2: BOTTOM, class: "cursor", visibility: "hidden" });
    return { svg, cursor, at: (i) => values[i] === null || values[i] === undefined ? null : kind.log && kind !== kinds[2] ? percent(values[i]) : kind === kinds[2] ? "n = " + digits(values[i]) : "exponent " + values[i].toFixed(2) };
  };

  // The charts of a trend, read together by the pointer or the slider.
  const draw = (to, trend) => {
    const figure = to.appendChild(document.createElement("figure"));
    const charts = kinds.map((kind) => chart(figure, trend, kind)).filter((c) => c);
    const reading = document.createElement("output");
    reading.className = "reading";
    const slider = document.createElement("input");
    Object.assign(slider, { type: "range", min: 0, max: trend.n.length - 1, value: trend.n.length - 1 });
    slider.setAttribute("aria-label", `Night, for ${trend.m}`);
    figure.append(slider, reading);
    const read = (i) => {
      const night = nights[trend.n[i]];
      for (const c of charts) {
        c.cursor.setAttribute("visibility", "visible");
        c.cursor.setAttribute("x1", x(trend.n[i]));
        c.cursor.setAttribute("x2", x(trend.n[i]));
      }
      reading.textContent = `${night[0]}${night[1] ? ", commit " + night[1] : ""}: ${charts.map((c) => c.at(i)).filter((v) => v).join(", ")}`;
      slider.value = i;
      slider.setAttribute("aria-valuetext", reading.textContent);
    };
    slider.addEventListener("input", () => read(Number(slider.value)));
    for (const c of charts) c.svg.addEventListener("pointermove", (event) => {
      const box = c.svg.getBoundingClientRect();
      const at = (event.clientX - box.left) / box.width * W;
      let best = 0;
      trend.n.forEach((night, i) => { if (Math.abs(x(night) - at) < Math.abs(x(trend.n[best]) - at)) best = i; });
      read(best);
    });
  };

  // Charts are drawn when somebody looks: opens a scenario, or prints.
  const open = (section) => {
    const charts = section.querySelector(".charts");
    if (charts.childElementCount) return;
    const [first, count] = section.dataset.trends.split(" ").map(Number);
    for (let i = first; i < first + count; i += 1) draw(charts, trends[i]);
  };
  for (const section of sections) {
    section.addEventListener("toggle", () => section.open && open(section));
    if (section.open) open(section);
  }
  const follow = () => {
    const section = location.hash.length > 1 && one(decodeURIComponent(location.hash.slice(1)));
    if (section && section.matches("details.trend")) { section.hidden = false; section.open = true; section.scrollIntoView(); }
  };
  addEventListener("hashchange", follow);
  follow();
  addEventListener("beforeprint", () => sections.forEach((section) => { if (section.dataset.changed === "true") { section.open = true; open(section); } }));
})();
