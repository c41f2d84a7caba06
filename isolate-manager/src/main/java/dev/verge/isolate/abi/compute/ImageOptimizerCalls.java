package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Transformation of images: module {@code fastly_image_optimizer} of compute-at-edge.witx. */
@HostModule(value = "fastly_image_optimizer", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ImageOptimizerCalls {
  /** Of {@code $image_optimizer_error_tag}. */
  private static final int TAG_ERROR = 2;

  /** The tag, a pointer to a message and its length. */
  private static final int DETAIL_BYTES = 12;

  private final Session session;

  ImageOptimizerCalls(Session session) {
    this.session = session;
  }

  /**
   * Images are transformed by a service of Fastly's network; here, as in Fastly's emulator, it is
   * {@link Status#UNSUPPORTED}. The detail says that there is an error; a message would need memory
   * that the guest has not given.
   */
  @Hostcall
  public int transform_image_optimizer_request(
      GuestMemory memory,
      int originImageRequest,
      int originImageRequestBody,
      int originImageRequestBackend,
      int originImageRequestBackendLen,
      int ioTransformConfigMask,
      int ioTransformConfiguration,
      int ioErrorDetail,
      int responseHandleOut,
      int bodyHandleOut) {
    memory.requireRange(ioErrorDetail, DETAIL_BYTES);
    memory.storeInt(ioErrorDetail, TAG_ERROR);
    memory.storeInt(ioErrorDetail + 4, 0);
    memory.storeInt(ioErrorDetail + 8, 0);
    throw session.unsupported("fastly_image_optimizer.transform_image_optimizer_request");
  }
}
