"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("scripted");
  const find = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const one = (id) => document.getElementById(id);

  // Light and dark: the system's choice until the button is pressed.
  one("theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  // Filter and sort: rows and sections together.
  const rows = find("#rows tbody tr");
  const sections = find(".scenario");
  const pairs = rows.map((row, i) => ({ row, section: sections[i], words: (row.textContent + sections[i].querySelector("article").textContent.slice(0, 4000)).toLowerCase() }));
  const filter = () => {
    const words = one("find").value.toLowerCase().trim();
    const ruling = one("show").value;
    let shown = 0;
    for (const pair of pairs) {
      const visible = (!ruling || pair.row.dataset.ruling === ruling) && (!words || pair.words.includes(words));
      pair.row.hidden = pair.section.hidden = !visible;
      shown += visible ? 1 : 0;
    }
    one("count").textContent = shown === pairs.length ? "" : shown + " of " + pairs.length + " shown";
  };
  const sort = () => {
    const name = (pair) => pair.row.querySelector("th").textContent;
    const by = one("sort").value === "name" ? (a, b) => (name(a) < name(b) ? -1 : 1) : (a, b) => a.row.dataset.rank - b.row.dataset.rank;
    for (const pair of [...pairs].sort(by)) {
      pair.row.parentNode.append(pair.row);
      pair.section.parentNode.append(pair.section);
    }
  };
  one("find").addEventListener("input", filter);
  one("show").addEventListener("change", filter);
  one("sort").addEventListener("change", sort);
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  one("all").addEventListener("click", () => {
    const closed = sections.some((section) => !section.open);
    sections.forEach((section) => { section.open = closed; });
    one("all").textContent = closed ? "Close all" : "Open all";
  });
  const follow = () => {
    const article = location.hash.length > 1 && one(decodeURIComponent(location.hash.slice(1)));
    const section = article && article.closest("details.scenario");
    if (section) { section.hidden = false; section.open = true; article.scrollIntoView(); }
  };
  addEventListener("hashchange", follow);

  // Numbers as people say them; the same rules as in the static report.
  const digits = (v) => {
    if (v === 0) return "0";
    const a = Math.abs(v);
    if (a >= 1e9 || a < 1e-4) return v.toExponential(2);
    return Number(v.toPrecision(3)).toLocaleString("en-US", { maximumFractionDigits: 12 });
  };
  const seconds = (s) => {
    const steps = [[1e-6, 1e9, "ns"], [1e-3, 1e6, "µs"], [1, 1e3, "ms"], [120, 1, "s"]];
    for (const [below, factor, unit] of steps) if (Math.abs(s) < below) return digits(s * factor) + " " + unit;
    const two = (big, bigName, small, smallName) => {
      const total = Math.round(s / small), per = big / small;
      return Math.floor(total / per) + " " + bigName + (total % per ? " " + (total % per) + " " + smallName : "");
    };
    if (s < 7200) return two(60, "m", 1, "s");
    if (s < 172800) return two(3600, "h", 60, "m");
    return s < 31557600 ? digits(s / 86400) + " days" : digits(s / 31557600) + " years";
  };
  const bytes = (b) => {
    const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let i = 0;
    while (Math.abs(b) >= 999.5 && i < 5) { b /= 1024; i += 1; }
    return digits(b) + " " + units[i];
  };
  const cost = (unit) => (v) => unit === "s" ? seconds(v) : unit === "B" ? bytes(v) : digits(v) + (unit ? " " + unit : "");
  const size = (n) => n >= 1e3 && Number.isInteger(n) ? n.toLocaleString("en-US") : digits(n);

  // Scales and their ticks.
  let W = 800, LEFT = 84, RIGHT = 660, TOP = 64;
  const H = 460, BOTTOM = 405;
  const scale = (low, high, from, to, log) => {
    const f = log ? Math.log : (v) => v;
    const a = f(low), b = f(high) === f(low) ? f(low) + 1 : f(high);
    const at = (v) => from + (to - from) * Math.min(1, Math.max(0, (f(Math.max(v, log ? 1e-300 : v)) - a) / (b - a)));
    at.holds = (v) => v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9);
    at.value = (p) => { const x = a + (b - a) * (p - from) / (to - from); return log ? Math.exp(x) : x; };
    return at;
  };
  const linearTicks = (low, high, most) => {
    const raw = (high - low) / most, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw);
    const ticks = [];
    for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-9) && ticks.length < 30; i += 1) ticks.push(i * step);
    return ticks;
  };
  // As clocks count: decades of seconds, then minutes, hours, days, years.
  const timeTicks = (low, high, most) => {
    const all = [];
    for (let e = -9; e <= 1; e += 1) all.push(10 ** e);
    all.push(120, 1200, 10800, 86400, 864000, 8640000);
    for (let e = 0; e < 9; e += 1) all.push(3 * 31557600 * 10 ** e);
    const inside = all.filter((t) => t >= low * 0.999 && t <= high * 1.001);
    return inside.filter((_, i) => i % Math.ceil(inside.length / most) === 0);
  };
  const byteTicks = (low, high, most) => {
    const powers = [];
    for (let e = 0; e <= 60; e += 1) if (2 ** e >= low && 2 ** e <= high) powers.push(2 ** e);
    if (powers.length > 2) return powers.filter((_, i) => i % Math.ceil(powers.length / most) === 0);
    const unit = 1024 ** Math.max(0, Math.floor(Math.log(high) / Math.log(1024)));
    return linearTicks(low / unit, high / unit, most).map((v) => v * unit);
  };
  const logTicks = (low, high, most) => {
    const decades = [];
    for (let e = Math.ceil(Math.log10(low) - 1e-9); e <= Math.log10(high) + 1e-9; e += 1) decades.push(10 ** e);
    if (decades.length < 4) {
      const steps = [];
      for (let e = Math.floor(Math.log10(low)); e <= Math.log10(high); e += 1) steps.push(10 ** e, 2 * 10 ** e, 5 * 10 ** e);
      const inside = steps.filter((v) => v >= low * 0.999 && v <= high * 1.001);
      if (inside.length < 3) return linearTicks(low, high, most);
      return inside.filter((_, i) => i % Math.ceil(inside.length / most) === 0);
    }
    return decades.filter((_, i) => i % Math.ceil(decades.length / most) === 0);
  };

  // SVG elements.
  const element = (name, attributes, text) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const key in attributes) node.setAttribute(key, attributes[key]);
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const path = (points) => points.map(([x, y], i) => (i ? "L" : "M") + x.toFixed(1) + " " + y.toFixed(1)).join("");
  // A row for each label over its line, so that none covers another nor the line of one above it.
  const stack = (marks) => {
    const placed = [];
    for (const mark of marks) {
      const width = mark.text.length * 7 + 4;
      const put = (row, side) => {
        const centre = Math.min(W - width / 2, Math.max(width / 2, mark.x + side * (width + 6)));
        return { ...mark, row, centre, low: centre - width / 2, high: centre + width / 2 };
      };
      const crossed = (upper, lower) => upper.x > lower.low - 3 && upper.x < lower.high + 3;
      const apart = (a, b) => a.row === b.row ? a.high + 4 <= b.low || b.high + 4 <= a.low : a.row < b.row ? !crossed(a, b) : !crossed(b, a);
      let best = put(marks.length, 0);
      search: for (let row = 0; row < marks.length; row += 1) {
        for (const side of [0, 0.5, -0.5]) {
          const choice = put(row, side);
          if (placed.every((other) => apart(choice, other))) { best = choice; break search; }
        }
      }
      placed.push(best);
    }
    return placed;
  };
  const spread = (labels, gap, low, high) => {
    labels.sort((a, b) => a.y - b.y);
    labels.forEach((label, i) => { label.at = Math.max(label.y, low, i ? labels[i - 1].at + gap : low); });
    let ceiling = high;
    for (const label of [...labels].reverse()) { label.at = Math.min(label.at, ceiling); ceiling = label.at - gap; }
    return labels;
  };

  // The curve between two of its points: straight where both axes are logarithmic.
  const foretold = (curve, n) => {
    const i = curve.findIndex((p) => p[0] >= n);
    if (i < 0) return curve[curve.length - 1];
    if (i === 0) return curve[0];
    const [a, b] = [curve[i - 1], curve[i]], t = Math.log(n / a[0]) / Math.log(b[0] / a[0]);
    const mix = (k) => a[k] > 0 && b[k] > 0 ? Math.exp(Math.log(a[k]) * (1 - t) + Math.log(b[k]) * t) : a[k] * (1 - t) + b[k] * t;
    return [n, mix(1), mix(2), mix(3), n > Math.max(a[0], 0) ? b[4] : a[4]];
  };

  class Plot {
    constructor(figure) {
      this.figure = figure;
      this.data = JSON.parse(figure.querySelector("script").textContent);
      this.cost = cost(this.data.unit);
      this.place = figure.querySelector(".plot");
      this.label = figure.querySelector("figcaption").textContent;
      this.view = "cost";
      this.log = true;
      this.rivals = true;
      this.last = this.data.points[this.data.points.length - 1][0];
      this.controls();
      this.draw();
    }

    controls() {
      const bar = document.createElement("div");
      bar.className = "views";
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", "How to show " + this.data.name);
      const button = (words, pressed, act) => {
        const node = document.createElement("button");
        node.type = "button";
        node.textContent = words;
        node.update = () => node.setAttribute("aria-pressed", String(pressed()));
        node.addEventListener("click", () => { act(); bar.querySelectorAll("button").forEach((b) => b.update()); this.draw(); });
        node.update();
        bar.append(node);
      };
      const view = (name) => [() => this.view === name, () => { this.view = name; }];
      button("Cost", ...view("cost"));
      button("Ratio to g(n)", ...view("ratio"));
      button("Residuals", ...view("residuals"));
      button("Logarithmic", () => this.log, () => { this.log = !this.log; });
      if (this.data.rivals.length) button("Rivals", () => this.rivals, () => { this.rivals = !this.rivals; });
      this.place.before(bar);
      const slide = document.createElement("label");
      slide.className = "views";
      slide.append("Read at n ");
      this.slider = document.createElement("input");
      Object.assign(this.slider, { type: "range", min: 0, max: 1000, value: 0 });
      slide.append(this.slider);
      this.reading = document.createElement("output");
      this.reading.className = "reading";
      this.slider.addEventListener("input", () => this.read(this.x.value(LEFT + (RIGHT - LEFT) * this.slider.value / 1000)));
      this.place.after(slide, this.reading);
      this.place.addEventListener("pointermove", (event) => {
        const box = this.svg.getBoundingClientRect();
        const at = (event.clientX - box.left) / box.width * this.svg.viewBox.baseVal.width;
        this.room();
        if (at >= LEFT - 6 && at <= RIGHT + 6) this.read(this.x.value(Math.min(RIGHT, Math.max(LEFT, at))));
      });
    }

    // What stands at n: the measured size where one is near, else the prediction.
    read(n) {
      this.room();
      const { points, curve } = this.data;
      n = Math.min(curve[curve.length - 1][0], Math.max(curve[0][0], n));
      const near = points.reduce((best, p) => Math.abs(this.x(p[0]) - this.x(n)) < Math.abs(this.x(best[0]) - this.x(n)) ? p : best, points[0]);
      const measured = Math.abs(this.x(near[0]) - this.x(n)) < 6;
      const at = measured ? near[0] : n;
      const known = foretold(curve, at);
      const between = (v, low, high) => this.cost(v) + " [" + this.cost(low) + ", " + this.cost(high) + "]";
      const said = measured
        ? "n = " + size(at) + ": measured " + between(near[1], near[2], near[3]) + ", " + near[4] + " runs, " + (near[5] >= 0 ? "+" : "") + (100 * (Math.exp(near[5]) - 1)).toFixed(1) + "% off the curve"
        : "n ≈ " + size(Number(at.toPrecision(3))) + ": predicted " + between(known[1], known[2], known[3]) + (at > this.last ? ", extrapolated " + digits(at / this.last) + "×" : ", interpolated");
      this.reading.textContent = said;
      this.slider.setAttribute("aria-valuetext", said);
      this.slider.value = Math.round(1000 * (this.x(at) - LEFT) / (RIGHT - LEFT));
      const y = this.view === "cost" ? (measured ? near[1] : known[1]) : this.view === "ratio" ? near[6] : near[5];
      this.cursor.replaceChildren(element("line", { class: "cursor", x1: this.x(at), x2: this.x(at), y1: this.top, y2: BOTTOM }));
      if (this.view === "cost" || measured) this.cursor.append(element("circle", { class: "held", cx: this.x(at), cy: this.y(y), r: 5 }));
    }

    // Smallest and largest value of what is shown.
    range() {
      const d = this.data, values = (column) => d.points.map((p) => p[column]);
      if (this.view === "ratio") return [0, Math.min(4, Math.max(1.5, 1.15 * Math.max(...values(6).slice(d.hidden))))];
      if (this.view === "residuals") {
        const most = 1.2 * Math.max(0.01, ...values(5).map(Math.abs));
        return [-most, most];
      }
      return this.log ? d.y : [0, d.y[1]];
    }

    // As wide as the page gives, so that text stays as large as text.
    room() {
      W = Math.max(320, Math.min(900, this.place.clientWidth || 800));
      const narrow = W < 560;
      LEFT = narrow ? 62 : 84;
      RIGHT = W - (narrow ? 92 : 150);
      TOP = 30;
    }

    draw() {
      const d = this.data, [low, high] = this.range(), cost = this.view === "cost";
      this.room();
      const span = d.x[1] / d.x[0];
      this.x = this.log ? scale(d.x[0] / span ** 0.02, d.x[1] * span ** 0.02, LEFT, RIGHT, true) : scale(0, d.x[1] * 1.02, LEFT, RIGHT, false);
      this.marked = cost ? stack(d.sizes.map(([text, n, kind]) => ({ text: this.x.holds(n) ? text : text + " →", x: this.x(n), kind, inside: this.x.holds(n) }))) : [];
      this.top = TOP + 17 * Math.max(1, ...this.marked.map((mark) => mark.row + 1));
      this.y = scale(low, high, BOTTOM, this.top, cost && this.log);
      this.svg = element("svg", { viewBox: "0 0 " + W + " " + H, class: "live", role: "img", "aria-label": this.label });
      this.grid(low, high);
      if (cost) this.curves(); else this.trend();
      this.cursor = element("g", {});
      this.svg.append(this.cursor);
      this.place.replaceChildren(this.svg);
    }

    add(name, attributes, text) { this.svg.append(element(name, attributes, text)); }

    grid(low, high) {
      const d = this.data, xs = this.log ? logTicks(d.x[0], d.x[1], W / 80) : linearTicks(0, d.x[1], W / 130);
      const short = (n) => n >= 1e9 ? n.toExponential(0) : n >= 1e6 ? digits(n / 1e6) + "m" : n >= 1e3 ? digits(n / 1e3) + "k" : digits(n);
      for (const n of xs) {
        this.add("line", { class: "grid", x1: this.x(n), x2: this.x(n), y1: this.top, y2: BOTTOM });
        this.add("text", { x: this.x(n), y: BOTTOM + 18, "text-anchor": "middle" }, short(n));
      }
      const word = this.view === "cost" ? this.cost : this.view === "ratio" ? (v) => v.toFixed(1) : (v) => (100 * v).toFixed(1) + "%";
      const log = d.unit === "s" && high > 100 && high / low > 300 ? timeTicks : d.unit === "B" ? byteTicks : logTicks;
      for (const v of this.view === "cost" && this.log ? log(low, high, 8) : linearTicks(low, high, 6)) {
        this.add("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: this.y(v), y2: this.y(v) });
        this.add("text", { x: LEFT - 8, y: this.y(v) + 4, "text-anchor": "end" }, word(v));
      }
      this.add("path", { class: "edge", d: path([[LEFT, this.top], [LEFT, BOTTOM], [RIGHT, BOTTOM]]) });
      const title = { cost: d.name, ratio: d.name + " above start-up / " + d.class + ": flat when right", residuals: d.name + ": distance of each size from the curve" };
      this.add("text", { x: 8, y: 18 }, title[this.view]);
      this.add("text", { x: (LEFT + RIGHT) / 2, y: BOTTOM + 42, "text-anchor": "middle" }, this.log ? "size n (logarithmic)" : "size n");
    }

    curves() {
      const d = this.data, at = (p, k = 1) => [this.x(p[0]), this.y(p[k])], labels = [];
      const shown = d.curve.filter((p) => this.y.holds(p[1]));
      this.add("path", { class: "band", d: path(shown.map((p) => at(p, 3)).concat(shown.map((p) => at(p, 2)).reverse())) + "Z" });
      for (const [name, curve] of this.rivals ? d.rivals : []) {
        const inside = curve.filter((p) => this.y.holds(p[1]));
        this.add("path", { class: "rival", fill: "none", d: path(inside.map((p) => at(p))) });
        if (inside.length) labels.push({ y: at(inside[inside.length - 1])[1], text: name, kind: "" });
      }
      this.add("path", { class: "fit", d: path(shown.map((p) => at(p))) });
      if (shown.length) labels.push({ y: at(shown[shown.length - 1])[1], text: d.class, kind: "fit" });
      this.marks(labels);
      for (const p of d.samples) this.add("circle", { class: "sample", cx: this.x(p[0]), cy: this.y(p[1]), r: 2 });
      for (const p of d.points) if (p[1] > 0) this.add("circle", { class: "point", cx: this.x(p[0]), cy: this.y(p[1]), r: 4 });
      for (const p of d.predictions) {
        this.add("line", { class: "scale", "stroke-width": 3, x1: this.x(p[0]), x2: this.x(p[0]), y1: this.y(p[2]), y2: this.y(p[3]) });
        this.add("circle", { class: "dot scale", cx: this.x(p[0]), cy: this.y(p[1]), r: 4.5 });
      }
      for (const [n, v] of d.crossings) {
        const [x, y] = [this.x(n), this.y(v)];
        this.add("path", { class: "dot budget", d: path([[x, y - 8], [x + 8, y], [x, y + 8], [x - 8, y]]) + "Z" });
      }
    }

    // Budgets at the side, sizes of life above, none over another.
    marks(labels) {
      for (const [text, v, kind] of this.data.costs) {
        if (!this.y.holds(v)) continue;
        this.add("line", { class: kind, x1: LEFT, x2: RIGHT, y1: this.y(v), y2: this.y(v) });
        labels.push({ y: this.y(v), text, kind });
      }
      for (const label of spread(labels, 17, this.top, BOTTOM)) {
        this.add("text", { class: label.kind, x: RIGHT + 10, y: label.at + 4 }, label.text);
      }
      for (const mark of this.marked) {
        const y = TOP + 17 * mark.row + 8;
        if (mark.inside) this.add("line", { class: mark.kind, x1: mark.x, x2: mark.x, y1: y + 5, y2: BOTTOM });
        this.add("text", { class: mark.kind, x: mark.centre, y, "text-anchor": "middle" }, mark.text);
      }
    }

    trend() {
      const d = this.data, column = this.view === "ratio" ? 6 : 5, base = this.view === "ratio" ? 1 : 0;
      const points = this.view === "ratio" ? d.points.slice(d.hidden) : d.points;
      this.add("line", { class: "edge", x1: LEFT, x2: RIGHT, y1: this.y(base), y2: this.y(base) });
      if (this.view === "ratio") this.add("path", { class: "fit", d: path(points.map((p) => [this.x(p[0]), this.y(p[column])])) });
      for (const p of points) this.add("circle", { class: "point", cx: this.x(p[0]), cy: this.y(p[column]), r: 4 });
    }
  }

  const plots = [];
  // A plot is drawn when it comes near the screen.
  const show = (figure) => { watch.unobserve(figure); plots.push(new Plot(figure)); };
  const watch = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => show(entry.target));
  }, { rootMargin: "300px" });
  // On paper nothing can be opened: everything is, until the printer has it.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = find("details:not([open])");
    opened.forEach((details) => { details.open = true; });
    find("figure").filter((figure) => !figure.querySelector(".live")).forEach(show);
  });
  addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
  let waiting = 0;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(() => plots.forEach((plot) => plot.draw()), 150); });
  find("figure").forEach((figure) => watch.observe(figure));
  follow();
})();
