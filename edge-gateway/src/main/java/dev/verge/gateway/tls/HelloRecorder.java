package dev.verge.gateway.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;

/**
 * Keeps a copy of the first message of a handshake, the ClientHello (RFC 8446, section 4.1.2), in
 * the channel's attribute, and goes. Event loop only.
 */
final class HelloRecorder extends ChannelInboundHandlerAdapter {
  static final AttributeKey<byte[]> HELLO = AttributeKey.valueOf(HelloRecorder.class, "hello");

  private static final int MOST_BYTES = 16 << 10;
  private static final int HANDSHAKE = 22;
  private static final int RECORD_HEAD_BYTES = 5;
  private static final int LENGTH_AT = 3;
  private static final int MESSAGE_HEAD_BYTES = 4;

  private final ByteBuf records = Unpooled.buffer();
  private final ByteBuf message = Unpooled.buffer();

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    if (received instanceof ByteBuf bytes) {
      records.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
      if (isDone()) {
        if (isWhole()) {
          byte[] hello = new byte[length()];
          message.readBytes(hello);
          ctx.channel().attr(HELLO).set(hello);
        }
        ctx.pipeline().remove(this);
      }
    }
    ctx.fireChannelRead(received);
  }

  /** Takes records apart, as far as they have come; whether no more of them is of interest. */
  private boolean isDone() {
    while (records.readableBytes() >= RECORD_HEAD_BYTES) {
      int at = records.readerIndex();
      int length = records.getUnsignedShort(at + LENGTH_AT);
      if (records.getUnsignedByte(at) != HANDSHAKE) {
        return true;
      }
      if (records.readableBytes() < RECORD_HEAD_BYTES + length) {
        break;
      }
      message.writeBytes(records.skipBytes(RECORD_HEAD_BYTES), length);
    }
    return isWhole() || records.readableBytes() + message.readableBytes() > MOST_BYTES;
  }

  private boolean isWhole() {
    return message.readableBytes() >= MESSAGE_HEAD_BYTES && message.readableBytes() >= length();
  }

  private int length() {
    return MESSAGE_HEAD_BYTES + message.getUnsignedMedium(message.readerIndex() + 1);
  }
}
