/**
 * Round a whole app: tells the start script that the app is there, and never leaves the page blank when a screen
 * fails.
 */
import { type ReactNode, useEffect } from 'react';
import { Notice } from './Banner.tsx';
import { Button } from './Button.tsx';
import { FailureBoundary } from './FailureBoundary.tsx';

export function AppRoot({ children }: { readonly children: ReactNode }) {
  useEffect(() => {
    document.documentElement.dataset.started = 'true';
  }, []);
  return <FailureBoundary fallback={<AppFailed />}>{children}</FailureBoundary>;
}

/** In both languages: what failed may be what knows the language. */
function AppFailed() {
  return (
    <main className="cannot-start">
      <Notice tone="bad" announced>
        <p lang="fr">
          <strong>Cette page ne s’affiche pas.</strong> Rechargez-la : ce qui a été répondu est gardé. Si cela
          continue, ouvrez-la dans un autre navigateur, plus récent.
        </p>
        <p lang="en">
          <strong>This page cannot be shown.</strong> Reload it: what was answered is kept. If it goes on,
          open it in another, newer browser.
        </p>
        <Button variant="primary" onPress={() => location.reload()}>
          Recharger (reload)
        </Button>
      </Notice>
    </main>
  );
}
