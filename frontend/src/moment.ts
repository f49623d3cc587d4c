/** Something that is so for a moment, and then is not any more. */

import type { ReactiveController, ReactiveControllerHost } from "lit";

export class Moment implements ReactiveController {
  isNow = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly ms: number,
  ) {
    host.addController(this);
  }

  /** It is so from now on, until `ms` after the last time that this was said. */
  begin(): void {
    clearTimeout(this.timer);
    this.isNow = true;
    this.timer = setTimeout(() => {
      this.isNow = false;
      this.host.requestUpdate();
    }, this.ms);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.isNow = false;
  }
}
