/** The settings of a platform. */
import type { AdmissionParts } from '../admission/admission.ts';
import type { LogDestination } from '../base/log.ts';
import type { TlsFiles } from '../http/tls-files.ts';

export interface PlatformOptions {
  /**
   * Where campaigns are kept: `sqlite:FOLDER`, or `postgres://…` (`store/postgres/address.ts`) or `nats://…`
   * (`store/nats/address.ts`), which several processes may share if they have the same secrets. Default: `store/` in the data
   * folder.
   */
  readonly store?: string;
  /** Contains `store/` and, without `secretsDir`, also `secrets/`. */
  readonly dataDir: string;
  readonly secretsDir?: string;
  /**
   * The authority's Ed25519 public key, as 32 raw bytes or in base64url. With it, a data folder that does not exist yet is
   * initialised. Later it may be left out, or must be the same.
   */
  readonly authorityKey?: Uint8Array | string;
  /** Default 127.0.0.1. Other than on loopback, `tls` or `behindProxy` is required. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Whether a proxy in front speaks TLS to browsers. */
  readonly behindProxy?: boolean;
  readonly tls?: TlsFiles;
  /** A separate port for `/metrics`, `/livez` and `/readyz`; default none. Default host: 127.0.0.1. */
  readonly metrics?: { readonly host?: string; readonly port: number };
  /** Folders of the built apps (`apps/pupil/dist`, `apps/school/dist`). */
  readonly apps?: { readonly pupil?: string; readonly school?: string };
  /** Default `none`. */
  readonly log?: LogDestination;
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number;
  /** For purge statements: which backups exist, and when they expire. */
  readonly notErased?: string;
  /** The maximum size of one campaign's database in MiB; default none. Saves beyond it are answered 507. */
  readonly quotaMiB?: number;
  /** Other origins (`https://pages.example`) that serve the apps and whose pages may call. Default none. */
  readonly appOrigins?: readonly string[];
  /** How many requests of each kind run at once and wait; default: `admission/admission.ts`. */
  readonly admission?: NonNullable<AdmissionParts['limits']>;
  /** How long `close` waits for requests in progress, default 10,000. */
  readonly drainMs?: number;
  /** How long `/readyz` answers `draining` before connections are refused, for load balancers; default 0. */
  readonly drainNoticeMs?: number;
}
