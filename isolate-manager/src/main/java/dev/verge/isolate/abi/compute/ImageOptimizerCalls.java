package dev.verge.isolate.abi.compute;

import dev.verge.isolate.engine.GuestMemory;
import dev.verge.isolate.engine.HostModule;
import dev.verge.isolate.engine.Hostcall;

/** Transformation of images: module {@code fastly_image_optimizer} of compute-at-edge.witx. */
@HostModule(value = "fastly_image_optimizer", badPointer = Status.INVAL)
@SuppressWarnings("MemberName") // the ABI's names
public final class ImageOptimizerCalls {
  private final Session session;

  ImageOptimizerCalls(Session session) {
    this.session = session;
  }

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
    throw session.unsupported("fastly_image_optimizer.transform_image_optimizer_request");
  }
}
