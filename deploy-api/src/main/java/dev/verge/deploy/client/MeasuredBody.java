package dev.verge.deploy.client;

import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/**
 * A body that tells how much of it was handed to the connection.
 *
 * @param body the body itself
 * @param sent called with the bytes handed over so far, on the HTTP client's threads
 */
record MeasuredBody(BodyPublisher body, LongConsumer sent) implements BodyPublisher {
  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    body.subscribe(new Meter(subscriber, sent));
  }

  private static final class Meter implements Flow.Subscriber<ByteBuffer> {
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private final LongConsumer sent;
    private long total;

    Meter(Flow.Subscriber<? super ByteBuffer> subscriber, LongConsumer sent) {
      this.subscriber = subscriber;
      this.sent = sent;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer item) {
      total += item.remaining();
      subscriber.onNext(item);
      sent.accept(total);
    }

    @Override
    public void onError(Throwable throwable) {
      subscriber.onError(throwable);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
    }
  }
}
