"use strict";
(() => {
  const report = JSON.parse(document.getElementById("data").textContent);
  const main = d3.select("#report");
  main.selectAll("noscript").remove();

  const micros = d3.format(",.1f");
  const whole = d3.format(",.0f");
  const count = d3.format(",");
  const colour = (i) => `var(--c${i % 5})`;
  const loadName = (load) =>
    load.rate !== undefined ? `open loop, ${whole(load.rate)}/s`
      : load.connections === 1 ? "1 connection" : `${load.connections} connections`;

  const closed = (result) => result.loads.filter((load) => load.rate === undefined);

  head();
  if (report.results.length > 0) {
    summary();
    overview();
    report.results.forEach(details);
  }
  if (report.peers !== undefined) beside(report.peers);

  function head() {
    main.append("h1").text(report.peers === undefined ? "What a cold start costs" : "Verge beside its peers");
    main.append("p").attr("class", "quiet")
      .text(`${report.tool}, ${new Date(report.started).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short", timeZone: "UTC" })} UTC, ${d3.format(",.0f")(report.took_seconds)} s`);
    const machine = report.machine;
    const facts = [
      ["Machine", `${machine.cores} cores, ${machine.cpu}, ${d3.format(".0f")(machine.memory_bytes / 2 ** 30)} GiB, ${machine.os}`],
      ...report.platforms.map((p) => [p.name, `${p.engine}, guests ${p.jit ? "compiled" : "interpreted"}`]),
      ["Generator", `JDK ${machine.jdk}, on the same cores as the platform; load average before the start ${machine.load_average}`],
      ["Request", `${report.settings.method} ${report.settings.path}`],
      ["Command", ["bench", ...report.command].join(" ")],
    ];
    const list = main.append("dl").attr("class", "machine");
    for (const [name, value] of facts) {
      list.append("dt").text(name);
      list.append("dd").text(value);
    }
    if (report.warnings.length > 0) {
      main.append("div").attr("class", "warnings").append("ul")
        .selectAll("li").data(report.warnings).join("li").text((d) => d);
    }
  }

  function table(parent, header, rows, strong = -1) {
    const table = parent.append("div").attr("class", "scroll").append("table");
    table.append("thead").append("tr").selectAll("th").data(header).join("th").text((d) => d);
    table.append("tbody").selectAll("tr").data(rows).join("tr")
      .selectAll("td").data((d) => d).join("td")
      .classed("strong", (_, i) => i === strong).text((d) => d);
    return table;
  }

  function summary() {
    const loads = [...new Set(report.results.flatMap((r) => closed(r).map(loadName)))];
    const hasStarts = report.results.some((r) => r.starts);
    const p50 = (figures) => figures.count > 0 ? micros(figures.p50) : "–";
    const header = ["median, µs", ...(hasStarts
      ? ["cold start", "instantiation", "first byte, cold", "first byte, warm", "a cold start adds"] : []),
      ...loads.map((name) => `${name}, req/s`)];
    const rows = report.results.map((result) => {
      const s = result.starts;
      const starts = !hasStarts ? [] : !s ? ["–", "–", "–", "–", "–"]
        : [p50(s.cold.start_us), p50(s.cold.instantiation_us), p50(s.cold.first_byte_us), p50(s.warm.first_byte_us), micros(s.adds_us)];
      const rates = loads.map((name) => {
        const load = result.loads.find((l) => loadName(l) === name);
        return load ? whole(load.per_second) : "–";
      });
      return [result.name, ...starts, ...rates];
    });
    table(main, header, rows, hasStarts ? 5 : -1);
  }

  function overview() {
    const grid = main.append("div").attr("class", "grid");
    const started = report.results.filter((r) => r.starts);
    if (started.length > 0) {
      bars(grid, {
        title: "Time to first byte, cold and warm",
        caption: "Medians, as the client saw them, one request at a time, in turn. Solid part: until the guest was entered, as the platform says.",
        axis: "µs",
        format: micros,
        keys: ["cold", "warm"],
        groups: started.map((r) => ({
          name: r.name,
          bars: ["cold", "warm"].map((kind) => {
            const { first_byte_us: f, start_us: start } = r.starts[kind];
            return { key: kind, value: f.p50, part: start.p50 };
          }),
        })),
      });
    }
    const loaded = report.results.filter((r) => closed(r).length > 0);
    if (loaded.length > 0) {
      const keys = [...new Set(loaded.flatMap((r) => closed(r).map(loadName)))];
      bars(grid, {
        title: "Throughput",
        caption: "Requests served in a second, each connection sending again as soon as it was answered.",
        axis: "requests/s",
        format: whole,
        keys,
        groups: loaded.map((r) => ({
          name: r.name,
          bars: closed(r).map((l) => ({ key: loadName(l), value: l.per_second, part: l.per_second })),
        })),
      });
    }
  }

  function details(result) {
    const section = main.append("section");
    section.append("h2").text(result.name);
    const facts = Object.entries(result.facts).map(([k, v]) => `${k.replaceAll("_", " ")} ${v.length > 20 ? v.slice(0, 12) + "…" : v}`);
    section.append("p").attr("class", "quiet small").text([result.url, ...facts].join(" · "));
    const grid = section.append("div").attr("class", "grid");
    const spread = (f) => [micros(f.p50), micros(f.p90), micros(f.p99), micros(f.p999), micros(f.max), count(f.count)];

    if (result.starts) {
      const { cold, warm } = result.starts;
      const series = [
        { name: "first byte, cold", figures: cold.first_byte_us, colour: 0 },
        { name: "first byte, warm", figures: warm.first_byte_us, colour: 1 },
        { name: "cold start", figures: cold.start_us, colour: 0, dash: "6 3" },
        { name: "warm start", figures: warm.start_us, colour: 1, dash: "6 3" },
        { name: "instantiation, cold", figures: cold.instantiation_us, colour: 0, dash: "2 3" },
        { name: "instantiation, warm", figures: warm.instantiation_us, colour: 1, dash: "2 3" },
      ].filter((s) => s.figures.count > 0);
      curves(grid, {
        title: "Cold and warm, in turn",
        caption: "Solid: seen by the client. Dashed: from “routed” to “entry point entered”, and dotted: making the instance, both told by the platform.",
        series,
      });
      table(section, ["µs", "p50", "p90", "p99", "p99.9", "max", "count"], [
        ...[["cold start", cold.start_us], ["warm start", warm.start_us],
          ["instantiation, cold", cold.instantiation_us], ["instantiation, warm", warm.instantiation_us],
          ["time to first byte, cold", cold.first_byte_us], ["time to first byte, warm", warm.first_byte_us],
          ["whole response, cold", cold.total_us], ["whole response, warm", warm.total_us]]
          .filter(([, f]) => f.count > 0).map(([name, f]) => [name, ...spread(f)]),
        ["a cold start adds", micros(result.starts.adds_us), "", "", "", "", ""],
      ], 1);
    }
    if (result.loads.length > 0) {
      curves(grid, {
        title: "Whole response under load",
        caption: "Closed loops from when a request was sent; open loop from when it was due.",
        series: result.loads.map((l, i) => ({ name: loadName(l), figures: l.total_us, colour: i + 2 })),
      });
      table(section, ["µs", "requests/s", "p50", "p90", "p99", "p99.9", "max", "requests", "errors", "generator, cores"],
        result.loads.map((l) => [loadName(l), whole(l.per_second), ...spread(l.total_us).slice(0, 5),
          count(l.requests), count(l.errors), d3.format(".2f")(l.generator_cores)]), 1);
    }
  }

  function beside(peers) {
    const list = main.append("dl").attr("class", "machine");
    for (const one of peers.contenders) {
      list.append("dt").text(one.name);
      list.append("dd").text([one.version, one.problem && `did not take part: ${one.problem}`].filter(Boolean).join(", "));
    }
    main.append("p").text(
      `${peers.rounds} rounds of Verge and a peer in turn, load of ${peers.leg_seconds} s on each side. ` +
      "Each round gives a ratio; above 1, Verge is ahead. Values are medians.");
    const sections = [
      ["http", "Over HTTP, as a client sees it"],
      ["process", "In process, as the platforms say themselves"],
      ["start", "Starting the process"],
    ];
    for (const [scope, title] of sections) {
      const rows = peers.rows.filter((row) => row.scope === scope);
      if (rows.length === 0) continue;
      const section = main.append("section");
      section.append("h2").text(title);
      table(section, ["work", "figure", "beside", "target", "unlike", "Verge", "theirs", "ratio", "min … max"],
        rows.map((row) => [row.work, `${row.figure}, ${row.unit}`, row.peer,
          row.target ? `${row.target.text}: ${row.target.met ? "met" : "missed"}` : "", row.note ?? "",
          plain(row.verge.median), plain(row.theirs.median), plain(row.ratio.median),
          `${plain(row.ratio.min)} … ${plain(row.ratio.max)}`]), 7).attr("class", "beside");
      ratios(section.append("div").attr("class", "grid"), title, rows);
    }
  }

  /** As the table on the terminal writes numbers. */
  function plain(value) {
    return d3.format(value >= 100 ? ",.0f" : value >= 10 ? ".1f" : value >= 1 ? ".2f" : value >= 0.1 ? ".3f" : ".4f")(value);
  }

  /** For each row: a line from the least ratio to the largest, a box from quartile to quartile, a mark at the median. */
  function ratios(parent, title, rows) {
    const node = figure(parent, `${title}: ratios`, [{ name: "Verge ahead", colour: 2, width: 8 }, { name: "peer ahead", colour: 1, width: 8 }]);
    const width = 1000, left = 430, right = 60, step = 24, top = 6, bottom = 40;
    const height = top + rows.length * step;
    // A target that is a ratio stands in its text; others are amounts and have no place on this axis.
    const wanted = (row) => Number(/^ratio ≥ ([\d.]+)$/.exec(row.target?.text ?? "")?.[1] ?? NaN);
    const values = rows.flatMap((row) => [row.ratio.min, row.ratio.max, wanted(row)]).filter((v) => v > 0);
    const [low, high] = d3.extent([...values, 0.5, 2]);
    const x = d3.scaleLog([low / 1.2, high * 1.2], [left, width - right]);
    const svg = node.append("svg").attr("viewBox", `0 0 ${width} ${height + bottom}`).attr("role", "img").attr("aria-label", `${title}: ratios`);
    const ticks = d3.range(-5, 7).map((e) => 10 ** e).flatMap((d) => (high / low > 200 ? [d] : [d, 2 * d, 5 * d]))
      .filter((v) => v >= x.domain()[0] && v <= x.domain()[1]);
    svg.selectAll(".grid-line").data(ticks).join("line").attr("class", "grid-line")
      .attr("x1", x).attr("x2", x).attr("y1", 0).attr("y2", height);
    svg.append("line").attr("class", "even").attr("x1", x(1)).attr("x2", x(1)).attr("y1", 0).attr("y2", height);
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height})`)
      .call(d3.axisBottom(x).tickValues(ticks).tickFormat(d3.format(",~g")).tickSizeOuter(0));
    svg.append("text").attr("x", width).attr("y", height + 32).attr("text-anchor", "end").text("ratio: how many times better Verge did");
    rows.forEach((row, i) => {
      const y = top + i * step + step / 2, r = row.ratio, k = colour(r.median >= 1 ? 2 : 1);
      const at = (v) => x(Math.max(v, x.domain()[0]));
      const group = svg.append("g").attr("class", "ratio");
      group.append("title").text(`${row.work}, ${row.figure}, ${row.peer}: ${plain(r.median)} (${plain(r.min)} … ${plain(r.max)})`);
      group.append("text").attr("class", "name").attr("x", 0).attr("y", y + 4).text(`${row.work}: ${row.figure}`);
      group.append("text").attr("x", left - 14).attr("y", y + 4).attr("text-anchor", "end").text(row.peer);
      group.append("line").attr("x1", at(r.min)).attr("x2", at(r.max)).attr("y1", y).attr("y2", y).attr("stroke", k).attr("stroke-width", 1.5);
      group.append("rect").attr("x", at(r.lower)).attr("width", Math.max(1, at(r.upper) - at(r.lower)))
        .attr("y", y - 5).attr("height", 10).attr("fill", k).attr("fill-opacity", 0.45);
      group.append("line").attr("x1", at(r.median)).attr("x2", at(r.median)).attr("y1", y - 8).attr("y2", y + 8)
        .attr("stroke", k).attr("stroke-width", 3);
      if (wanted(row) > 0) {
        group.append("path").attr("class", "aim").attr("d", `M${x(wanted(row))},${y - 9}l4,-4h-8z`);
      }
      group.append("text").attr("class", "name").attr("x", width).attr("y", y + 4).attr("text-anchor", "end").text(plain(r.median));
    });
    node.append("figcaption").text("Line: all rounds. Box: the middle half of them. Thick mark: median. Small triangle above: the ratio aimed at.");
  }

  function figure(parent, title, keys) {
    const figure = parent.append("figure");
    figure.append("h3").text(title);
    const legend = figure.append("div").attr("class", "legend");
    for (const key of keys) {
      const item = legend.append("span");
      item.append("svg").attr("viewBox", "0 0 22 10").append("line")
        .attr("x1", 0).attr("x2", 22).attr("y1", 5).attr("y2", 5)
        .attr("stroke", colour(key.colour)).attr("stroke-width", key.width).attr("stroke-dasharray", key.dash || null);
      item.append("span").text(key.name);
    }
    return figure;
  }

  function bars(parent, { title, caption, axis, format, keys, groups }) {
    const shift = keys.includes("cold") ? 0 : 2;
    const node = figure(parent, title, keys.map((name, i) => ({ name, colour: i + shift, width: 8 })));
    const width = 500, thick = 18, space = 18, left = 8, right = 76, bottom = 40;
    const rows = groups.map((g) => ({ ...g, height: 20 + g.bars.length * thick + space }));
    const height = d3.sum(rows, (r) => r.height);
    const most = d3.max(groups, (g) => d3.max(g.bars, (b) => b.value)) || 1;
    const x = d3.scaleLinear([0, most], [left, width - right]).nice(5);
    const svg = node.append("svg").attr("viewBox", `0 0 ${width} ${height + bottom}`).attr("role", "img").attr("aria-label", title);
    const ticks = x.ticks(5);
    svg.selectAll(".grid-line").data(ticks).join("line").attr("class", "grid-line")
      .attr("x1", x).attr("x2", x).attr("y1", 0).attr("y2", height);
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height})`)
      .call(d3.axisBottom(x).tickValues(ticks).tickFormat(d3.format("~s")).tickSizeOuter(0));
    svg.append("text").attr("x", width).attr("y", height + 32).attr("text-anchor", "end").text(axis);
    let y = 0;
    for (const row of rows) {
      svg.append("text").attr("class", "name").attr("x", left).attr("y", y + 13).text(row.name);
      row.bars.forEach((bar, i) => {
        const top = y + 20 + i * thick, k = colour(keys.indexOf(bar.key) + shift);
        const says = `${row.name}, ${bar.key}: ${format(bar.value)} ${axis}`;
        svg.append("rect").attr("x", x(0)).attr("y", top).attr("width", x(bar.value) - x(0)).attr("height", thick - 4)
          .attr("fill", k).attr("fill-opacity", 0.4).append("title").text(says);
        svg.append("rect").attr("x", x(0)).attr("y", top).attr("width", x(Math.min(bar.part, bar.value)) - x(0))
          .attr("height", thick - 4).attr("fill", k).append("title").text(says);
        svg.append("text").attr("class", "name").attr("x", x(bar.value) + 6).attr("y", top + 11).text(format(bar.value));
      });
      y += row.height;
    }
    node.append("figcaption").text(caption);
  }

  /** Percentile curves: to the right each step is ten times rarer, as HdrHistogram plots do. */
  function curves(parent, { title, caption, series }) {
    const node = figure(parent, title, series.map((s) => ({ name: s.name, colour: s.colour, width: 2, dash: s.dash })));
    const width = 500, height = 300, left = 58, right = 10, top = 22, bottom = 44;
    const rare = (percentile, n) => Math.min(n, 1 / Math.max(1e-12, 1 - percentile / 100));
    const drawn = series.map((s) => ({
      ...s, points: s.figures.curve.map(([p, v]) => [rare(p, s.figures.count), Math.max(v, 0.1)]),
    }));
    const all = drawn.flatMap((s) => s.points);
    const x = d3.scaleLog([1, Math.max(10, d3.max(all, (p) => p[0]))], [left, width - right]);
    const [low, high] = d3.extent(all, (p) => p[1]);
    const y = d3.scaleLog([low / 1.2, high * 1.2], [height - bottom, top]);
    const svg = node.append("svg").attr("viewBox", `0 0 ${width} ${height}`).attr("role", "img").attr("aria-label", title);
    const xTicks = [[1, "0"], [2, "50"], [10, "90"], [100, "99"], [1e3, "99.9"], [1e4, "99.99"], [1e5, "99.999"], [1e6, "99.9999"]]
      .filter(([at]) => at <= x.domain()[1]);
    const decades = y.domain()[1] / y.domain()[0];
    const yTicks = d3.range(-1, 9).flatMap((e) => (decades > 300 ? [1] : decades > 20 ? [1, 3] : [1, 2, 3, 5, 7]).map((m) => m * 10 ** e))
      .filter((v) => v >= y.domain()[0] && v <= y.domain()[1]);
    svg.append("g").selectAll("line").data(yTicks).join("line").attr("class", "grid-line")
      .attr("x1", left).attr("x2", width - right).attr("y1", y).attr("y2", y);
    svg.append("g").selectAll("line").data(xTicks).join("line").attr("class", "grid-line")
      .attr("x1", (d) => x(d[0])).attr("x2", (d) => x(d[0])).attr("y1", top).attr("y2", height - bottom);
    svg.append("g").attr("class", "axis").attr("transform", `translate(0,${height - bottom})`)
      .call(d3.axisBottom(x).tickValues(xTicks.map((d) => d[0])).tickFormat((_, i) => xTicks[i][1]).tickSizeOuter(0));
    svg.append("g").attr("class", "axis").attr("transform", `translate(${left},0)`)
      .call(d3.axisLeft(y).tickValues(yTicks).tickFormat(d3.format(",~g")).tickSizeOuter(0));
    svg.append("text").attr("x", width - right).attr("y", height - 8).attr("text-anchor", "end").text("percentile");
    svg.append("text").attr("x", left - 9).attr("y", 10).attr("text-anchor", "end").text("µs");
    const line = d3.line((p) => x(p[0]), (p) => y(p[1]));
    svg.append("g").selectAll("path").data(drawn).join("path").attr("class", "curve")
      .attr("stroke", (d) => colour(d.colour)).attr("stroke-dasharray", (d) => d.dash || null)
      .attr("d", (d) => line(d.points))
      .append("title").text((d) => d.name);
    node.append("figcaption").text(caption);
  }
})();
