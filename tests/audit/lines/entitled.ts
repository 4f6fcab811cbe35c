/** "Accessible to their teachers and heads, and to the ministry's agents alone": every role on every endpoint and every object. */
import type { AuditLine } from '../audit-line.ts';
import { AGENTS } from './entitled-agents.ts';
import { ENDPOINTS } from './entitled-endpoints.ts';
import { FORMER_AGENT } from './entitled-former-agent.ts';
import { FORMER_KEY } from './entitled-former-key.ts';
import { READERS } from './entitled-holders.ts';
import { SIGNED_CALLS } from './entitled-signed-calls.ts';
import { WRITERS } from './entitled-writers.ts';

export const ENTITLED: readonly AuditLine[] = [
  READERS,
  WRITERS,
  ENDPOINTS,
  SIGNED_CALLS,
  AGENTS,
  FORMER_AGENT,
  FORMER_KEY,
];
