package dev.verge.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What depends on which thread is first, with the threads taken out. */
class ResponseQueueTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);

  private final AtomicInteger wakes = new AtomicInteger();
  private final ResponseQueue queue =
      new ResponseQueue(UnpooledByteBufAllocator.DEFAULT, wakes::incrementAndGet);

  @Test
  void what_gathers_until_it_is_taken_leaves_together_and_wakes_once() throws Exception {
    queue.head(response(HttpResponseStatus.OK));
    queue.body(TEXT, 0, 4);
    queue.body(TEXT, 1, 2);
    queue.end(ResponseQueue.End.WHOLE, ResponseHeads.trailers(TestPlane.fields("X-Sum", "1")));

    assertThat(wakes).hasValue(1);
    ResponseQueue.Batch batch = queue.take();
    assertThat(batch.head()).isPresent();
    assertThat(batch.body().toString(StandardCharsets.US_ASCII)).isEqualTo("textex");
    assertThat(batch.end()).isEqualTo(ResponseQueue.End.WHOLE);
    assertThat(batch.trailers().get("x-sum")).isEqualTo("1");
  }

  @Test
  void what_comes_after_it_was_taken_wakes_again() throws Exception {
    queue.head(response(HttpResponseStatus.OK));
    queue.take();
    queue.body(TEXT, 0, 4);

    assertThat(wakes).hasValue(2);
    assertThat(queue.take().head()).isEmpty();
  }

  @Test
  void response_that_is_not_out_yet_can_be_replaced() throws Exception {
    queue.head(response(HttpResponseStatus.OK));
    queue.body(new byte[10], 0, 10);

    assertThat(queue.instead(response(HttpResponseStatus.BAD_GATEWAY), TEXT)).isTrue();

    ResponseQueue.Batch batch = queue.take();
    assertThat(batch.head().orElseThrow().status()).isEqualTo(HttpResponseStatus.BAD_GATEWAY);
    assertThat(batch.body().toString(StandardCharsets.US_ASCII)).isEqualTo("text");
  }

  @Test
  void response_that_is_out_cannot_be_replaced() {
    queue.head(response(HttpResponseStatus.OK));
    queue.take();

    assertThat(queue.instead(response(HttpResponseStatus.BAD_GATEWAY), TEXT)).isFalse();
  }

  @Test
  void nothing_is_queued_for_a_client_that_is_gone() {
    queue.gone("It left.");
    queue.end(ResponseQueue.End.WHOLE, ResponseHeads.trailers(TestPlane.fields()));

    assertThat(queue.instead(response(HttpResponseStatus.OK), TEXT)).isFalse();
    assertThat(wakes).hasValue(0);
  }

  private static HttpResponse response(HttpResponseStatus status) {
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
  }
}
