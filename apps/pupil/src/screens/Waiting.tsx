/** Says in words that something takes a moment. The bar moves unless the system asks for reduced motion. */
import type { ReactNode } from 'react';

export function Waiting({ children }: { readonly children: ReactNode }) {
  return (
    <div className="waiting" role="status">
      <span className="waiting-bar" aria-hidden="true" />
      <p>{children}</p>
    </div>
  );
}
