package dev.verge.isolate.abi.compute;

import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.exchange.ResponseHead;
import dev.verge.isolate.platform.http.HeaderFields;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a response's body is framed: by its own fields if the guest wants that, else by its length.
 */
final class Framing {
  private static final String LENGTH = "content-length";
  private static final String CODING = "transfer-encoding";
  private static final int MOST_LENGTH_DIGITS = 18;

  private Framing() {}

  /**
   * A response's head as it is sent.
   *
   * @param length of its body, where that is known
   * @param request that it answers
   */
  static ResponseHead of(GuestResponse response, OptionalLong length, RequestHead request) {
    HeaderFields fields = response.headers();
    Optional<String> declared = declared(fields);
    boolean believed = response.framedByHeaders() && isUsable(fields, declared);
    boolean bodiless = request.method().equals("HEAD") || response.status() == 304;
    boolean chunked = fields.has(CODING);
    HeaderFields sent = fields.copy();
    sent.remove(CODING);
    sent.remove(LENGTH);
    if ((believed && !chunked) || (bodiless && declared.isPresent())) {
      declared.ifPresent(value -> sent.set(LENGTH, value));
    } else if (!believed && !bodiless && response.status() != 204) {
      length.ifPresent(bytes -> sent.set(LENGTH, Long.toString(bytes)));
    }
    HeaderList list = sent.toList();
    return new ResponseHead(response.status(), list, response.keepAlive());
  }

  /** Whether there is one framing field at least, and each is one that can be obeyed. */
  private static boolean isUsable(HeaderFields fields, Optional<String> declared) {
    List<String> codings = fields.all(CODING);
    boolean goodLength = !fields.has(LENGTH) || declared.isPresent();
    boolean goodCoding =
        codings.isEmpty()
            || (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"));
    return goodLength && goodCoding && (fields.has(LENGTH) || !codings.isEmpty());
  }

  private static Optional<String> declared(HeaderFields fields) {
    List<String> values = fields.all(LENGTH);
    return values.size() == 1 && isNumber(values.getFirst())
        ? Optional.of(values.getFirst())
        : Optional.empty();
  }

  private static boolean isNumber(String value) {
    return !value.isEmpty()
        && value.length() <= MOST_LENGTH_DIGITS
        && value.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
