// Draws a bar chart from the query: as a page, as a picture, and as the data that was understood.
//
//   /?title=Visitors&data=Mon:12,Tue:19.5     an HTML page with a form and the chart
//   /chart.svg?title=…&data=…                 the chart alone
//   /chart.json?title=…&data=…                the data as JSON

import { Request, Response } from "./cgi";
import { Chart, parseChart } from "./chart";
import { page, notFoundPage } from "./page";
import { json, svg } from "./render";

const SAMPLE = "Monday:12,Tuesday:19.5,Wednesday:7,Thursday:23,Friday:16";

const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'";
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

function route(request: Request): Response {
  if (request.method != "GET" && request.method != "HEAD") {
    return Response.text("405 Method Not Allowed", "Send GET or HEAD.\n").with("Allow", "GET, HEAD");
  }
  const path = request.path;
  if (path != "/" && path != "/chart.svg" && path != "/chart.json") {
    return new Response("404 Not Found", "text/html; charset=utf-8", notFoundPage(path))
      .with("Content-Security-Policy", PAGE_POLICY)
      .with("Cache-Control", "public, max-age=60");
  }
  const title = request.field("title", "Visitors this week");
  const data = request.field("data", SAMPLE);
  const chart = parseChart(title, data);
  // Not console.error: the shim's console writes to standard output, which is the response.
  if (chart.problem.length > 0) process.stderr.write("render: refused: " + chart.problem + "\n");
  return answer(path, chart, data);
}

function answer(path: string, chart: Chart, data: string): Response {
  const refused = chart.problem.length > 0;
  const status = refused ? "400 Bad Request" : "200 OK";
  const caching = refused ? "no-store" : "public, max-age=3600";
  if (path == "/chart.json") {
    return new Response(status, "application/json", json(chart)).with("Cache-Control", caching);
  }
  if (path == "/chart.svg") {
    if (refused) return Response.text(status, chart.problem + "\n").with("Cache-Control", caching);
    return new Response(status, "image/svg+xml", svg(chart))
      .with("Content-Security-Policy", PICTURE_POLICY)
      .with("Cache-Control", caching);
  }
  return new Response(status, "text/html; charset=utf-8", page(chart, data))
    .with("Content-Security-Policy", PAGE_POLICY)
    .with("Cache-Control", caching);
}

route(Request.fromEnvironment()).send();
