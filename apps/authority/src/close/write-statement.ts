/** A signed statement as files: the JSON that counts, and beside it a page to read and a PDF to print. */
import { writeWhole } from '@cloison/durable-files';
import type { SignedStatement } from '@cloison/protocol/public';
import { certificateText } from './certificate-paper.ts';

export interface StatementFiles {
  readonly out: string;
  readonly page: string;
  readonly pdf: string;
}

/** `out`: the JSON's path; the others have its name with another ending. */
export function writeStatement(
  out: string,
  signed: SignedStatement,
  { page, paper }: { readonly page: string; readonly paper: Uint8Array },
): StatementFiles {
  const base = out.replace(/\.json$/i, '');
  const files = { out, page: `${base}.html`, pdf: `${base}.pdf` };
  writeWhole(out, certificateText(signed));
  writeWhole(files.page, page);
  writeWhole(files.pdf, paper);
  return files;
}
