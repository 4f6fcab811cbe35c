/** Something takes a moment: said in words, with a bar that moves unless the system asks for stillness. */
import type { ReactNode } from 'react';

export function Waiting({ children }: { readonly children: ReactNode }) {
  return (
    <div className="waiting" role="status">
      <span className="waiting-bar" aria-hidden="true" />
      <p>{children}</p>
    </div>
  );
}
