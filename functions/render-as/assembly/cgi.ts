// CGI (RFC 3875): the request is environment variables, the response goes to standard output.

export class Request {
  constructor(
    readonly method: string,
    /** Percent-decoded by the gateway; starts with a slash. */
    readonly path: string,
    private readonly fields: Map<string, string>,
  ) {}

  static fromEnvironment(): Request {
    return new Request(
      variable("REQUEST_METHOD"),
      variable("PATH_INFO"),
      parseQuery(variable("QUERY_STRING")),
    );
  }

  /** A field of the query, or the other value where it is missing. */
  field(name: string, otherwise: string): string {
    return this.fields.has(name) ? this.fields.get(name) : otherwise;
  }
}

export class Response {
  private head: string;

  constructor(
    status: string,
    contentType: string,
    private readonly body: string,
  ) {
    this.head = `Status: ${status}\r\nContent-Type: ${contentType}\r\n`
      + `Content-Length: ${String.UTF8.byteLength(body)}\r\nX-Content-Type-Options: nosniff\r\n`;
  }

  static text(status: string, body: string): Response {
    return new Response(status, "text/plain; charset=utf-8", body);
  }

  /** Adds a header field; never with a value from the request, which could hold a line break. */
  with(name: string, value: string): Response {
    this.head += `${name}: ${value}\r\n`;
    return this;
  }

  send(): void {
    process.stdout.write(String.UTF8.encode(this.head + "\r\n" + this.body));
  }
}

function variable(name: string): string {
  return process.env.has(name) ? process.env.get(name) : "";
}

/** Where a name comes twice, the first counts. */
function parseQuery(query: string): Map<string, string> {
  const fields = new Map<string, string>();
  const pairs = query.split("&");
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i];
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.substring(0, equals));
    const value = equals < 0 ? "" : decode(pair.substring(equals + 1));
    if (!fields.has(name)) fields.set(name, value);
  }
  return fields;
}

/** decodeURIComponent would end the function at a broken escape; here it stays as it is. */
function decode(encoded: string): string {
  const bytes = Uint8Array.wrap(String.UTF8.encode(encoded));
  let length = 0;
  for (let i = 0; i < bytes.length; i++, length++) {
    const byte = bytes[i];
    if (byte == 0x2b) {
      bytes[length] = 0x20; // "+" is a space
    } else if (byte == 0x25 && i + 2 < bytes.length && hex(bytes[i + 1]) >= 0 && hex(bytes[i + 2]) >= 0) {
      bytes[length] = <u8>((hex(bytes[i + 1]) << 4) | hex(bytes[i + 2]));
      i += 2;
    } else {
      bytes[length] = byte;
    }
  }
  return String.UTF8.decode(bytes.buffer.slice(0, length));
}

function hex(digit: u8): i32 {
  if (digit >= 0x30 && digit <= 0x39) return digit - 0x30;
  const letter = digit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x61 + 10 : -1;
}
