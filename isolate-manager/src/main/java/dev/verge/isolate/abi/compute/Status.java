package dev.verge.isolate.abi.compute;

/** Results of hostcalls: {@code $fastly_status} of typenames.witx. */
final class Status {
  static final int OK = 0;
  static final int ERROR = 1;
  static final int INVAL = 2;
  static final int BADF = 3;
  static final int BUFLEN = 4;
  static final int UNSUPPORTED = 5;
  static final int BADALIGN = 6;
  static final int HTTPINVALID = 7;
  static final int HTTPUSER = 8;
  static final int HTTPINCOMPLETE = 9;
  static final int NONE = 10;
  static final int HTTPHEADTOOLARGE = 11;
  static final int HTTPINVALIDSTATUS = 12;
  static final int LIMITEXCEEDED = 13;
  static final int AGAIN = 14;

  private Status() {}
}
