/** Reading a QR code by the camera, in browsers that can (BarcodeDetector). Pictures never leave this function. */

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
interface DetectorClass {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

function detectorClass(): DetectorClass | null {
  const found = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  return found === undefined || navigator.mediaDevices?.getUserMedia === undefined ? null : found;
}

export async function canScan(): Promise<boolean> {
  const formats = await detectorClass()
    ?.getSupportedFormats()
    .catch((): readonly string[] => []);
  return formats?.includes('qr_code') ?? false;
}

/**
 * Shows the camera in `video` and resolves with the first code that `accept` takes; null when the signal aborts.
 * Rejects without a camera.
 */
export async function scan(
  video: HTMLVideoElement,
  accept: (text: string) => boolean,
  signal: AbortSignal,
): Promise<string | null> {
  const Detector = detectorClass();
  if (Detector === null) throw new Error('no detector');
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  try {
    video.srcObject = stream;
    await video.play();
    const detector = new Detector({ formats: ['qr_code'] });
    while (!signal.aborted) {
      for (const { rawValue } of await detector.detect(video).catch(() => [])) {
        if (accept(rawValue)) return rawValue;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
