/** A document that may be there, not yet, or outside its window; kept up to date by its version in `me`. */
import {
  type DocumentReader,
  RefusedError,
  type Session,
  UnreachableError,
  type WhyRefused,
} from '@cloison/client';
import { type Me, ProtocolError } from '@cloison/protocol/public';

export type DocumentView<T> =
  | { readonly kind: 'loading' }
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly value: T; readonly fresh: boolean }
  | { readonly kind: 'closed'; readonly opensMs: number | null; readonly closesMs: number | null };

/**
 * Not signed by the authority; not to be opened or understood; older than one that this browser has; or none at all, though
 * this browser has one.
 */
export type RefusedVersion = 'unsigned' | 'unreadable' | 'older' | 'withheld';

export class LiveDocument<T> {
  view: DocumentView<T> = { kind: 'loading' };
  /** What is wrong with the version that the platform shows as the newest; the view is then the newest good one, or none. */
  refused: RefusedVersion | null = null;
  readonly #session: Session;
  readonly #name: string;
  readonly #parse: (body: unknown) => T;
  #hash: string | null = null;

  constructor(session: Session, { name, parse }: DocumentReader<T>) {
    this.#session = session;
    this.#name = name;
    this.#parse = parse;
  }

  /** Fetches only what moved. Resolves to whether the view changed. Unreachable: what is there stays. */
  async refresh(me: Me | null): Promise<boolean> {
    const before = this.view;
    const refusedBefore = this.refused;
    const known = me?.documents.find(({ name }) => name === this.#name);
    if (me !== null && known === undefined) {
      if (before.kind !== 'ready' && before.kind !== 'none') await this.#showHeld();
      // The platform lists all that it has, in its window or not.
      this.refused = this.view.kind === 'ready' ? 'withheld' : null;
      return this.view !== before || this.refused !== refusedBefore;
    }
    if (
      known !== undefined &&
      known.hash === this.#hash &&
      before.kind === 'ready' &&
      this.refused !== 'withheld' &&
      // The authority's new key may have come meanwhile.
      this.refused !== 'unsigned'
    )
      return false;
    try {
      const document = await this.#session.document(this.#name, this.#parse);
      this.view =
        document === null
          ? { kind: 'none' }
          : { kind: 'ready', value: document.value, fresh: document.fresh };
      this.refused = document === null ? null : refusedVersion(document.refused);
      this.#hash = known?.hash ?? null;
    } catch (error) {
      if (error instanceof RefusedError && error.code === 'window-closed') {
        const closed = { kind: 'closed', opensMs: error.opensMs, closesMs: error.closesMs } as const;
        const same =
          before.kind === 'closed' &&
          before.opensMs === closed.opensMs &&
          before.closesMs === closed.closesMs;
        this.view = same ? before : closed;
      } else if (error instanceof ProtocolError) {
        this.refused = refusedVersion(error.code);
        this.view = before.kind === 'loading' ? { kind: 'none' } : before;
      } else if (!(error instanceof UnreachableError) && !(error instanceof RefusedError)) {
        throw error;
      }
    }
    return this.view !== before || this.refused !== refusedBefore;
  }

  /** What this browser was given earlier; a platform that leaves it out of its list does not undo it. */
  async #showHeld(): Promise<void> {
    const held = await this.#session.heldDocument(this.#name, this.#parse).catch((error: unknown) => {
      if (error instanceof ProtocolError) return null;
      throw error;
    });
    this.view = held === null ? { kind: 'none' } : { kind: 'ready', value: held.value, fresh: false };
  }
}

export function refusedVersion(why: WhyRefused | null): RefusedVersion | null {
  if (why === null || why === 'older' || why === 'withheld') return why;
  return why === 'envelope-signature' ? 'unsigned' : 'unreadable';
}
