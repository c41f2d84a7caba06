package dev.verge.gateway.http;

import dev.verge.gateway.access.AccessEntry;
import dev.verge.isolate.exchange.HeaderList;
import dev.verge.isolate.exchange.RequestHead;
import io.netty.buffer.Unpooled;
import java.util.Optional;

/**
 * What is done with a connection's requests before a guest has them, whatever protocol they came
 * by. Event loop only.
 *
 * @param peer whose requests they are
 */
record Reception(Dispatcher dispatcher, Peer peer) {
  private static final Problem UNKNOWN_HOST =
      new Problem(
          ProblemKind.UNKNOWN_HOST,
          "No function answers to the host of this request; check its spelling, or deploy one.");

  private static final Problem OTHER_SERVER =
      new Problem(
          ProblemKind.MISDIRECTED_REQUEST,
          "The certificate of this connection is not for the host of this request; connect anew, with that host as the name of the server.");

  /**
   * Hands a request to its guest, or answers it when there is none.
   *
   * @param bodyHeldBack whether the client holds its body back until it is asked for
   * @return the exchange, when a guest has it
   */
  Optional<HttpExchange> begin(RequestHead head, Carrier carrier, boolean bodyHeldBack) {
    if (!peer.mayAskFor(head.authority())) {
      answer(OTHER_SERVER, HeaderList.EMPTY, head.id(), noFunction(), Optional.of(head), carrier);
      return Optional.empty();
    }
    Optional<Route> route = dispatcher.route(head);
    if (route.isEmpty()) {
      // It may be the host of a preview that was.
      answer(UNKNOWN_HOST, Routes.NO_INDEX, head.id(), noFunction(), Optional.of(head), carrier);
      return Optional.empty();
    }
    return switch (route.get()) {
      case Route.Served served -> {
        HttpExchange begun =
            new HttpExchange(head, served.marks(), System.nanoTime(), carrier, bodyHeldBack);
        dispatcher.start(begun, served);
        yield Optional.of(begun);
      }
      case Route.Unavailable unavailable -> {
        answer(
            Route.Unavailable.PROBLEM,
            unavailable.marks(),
            head.id(),
            dispatcher.metrics().of(unavailable),
            Optional.of(head),
            carrier);
        dispatcher.unavailable(head, unavailable, Optional.empty());
        yield Optional.empty();
      }
    };
  }

  /** Answers a request that is not as it must be. */
  void refuse(Problem problem, String id, Carrier carrier) {
    answer(problem, HeaderList.EMPTY, id, noFunction(), Optional.empty(), carrier);
  }

  /** Answers {@code OPTIONS *}. */
  void answerForServer(String id, Carrier carrier) {
    carrier.answer(ResponseHeads.ofServer(id), Unpooled.EMPTY_BUFFER);
    dispatcher.answered(noFunction(), entry(Optional.empty(), 204, 0));
  }

  private FunctionMetrics noFunction() {
    return dispatcher.metrics().noFunction();
  }

  private void answer(
      Problem problem,
      HeaderList marks,
      String id,
      FunctionMetrics function,
      Optional<RequestHead> request,
      Carrier carrier) {
    byte[] document = problem.document();
    carrier.answer(
        ResponseHeads.marked(ResponseHeads.of(problem, id, Optional.empty()), marks),
        Unpooled.wrappedBuffer(document));
    dispatcher.answered(function, entry(request, problem.kind().status(), document.length));
  }

  private AccessEntry entry(Optional<RequestHead> request, int status, int bytes) {
    boolean bodiless = request.filter(head -> head.method().equals("HEAD")).isPresent();
    return new AccessEntry(
        System.currentTimeMillis(),
        peer.client().getAddress(),
        request,
        status,
        bodiless ? 0 : bytes);
  }
}
