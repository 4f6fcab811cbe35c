/** Compresses a file once, when it is published or first requested. */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** gzip and brotli of `bytes`; null for a form that would not be smaller. */
export async function compressed(
  bytes: Uint8Array,
): Promise<readonly [Uint8Array | null, Uint8Array | null]> {
  const [gz, br] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  ]);
  const smaller = (result: Uint8Array) => (result.length < bytes.length ? result : null);
  return [smaller(gz), smaller(br)];
}
