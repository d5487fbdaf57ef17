/**
 * Preloaded into a process under test (`node --require`): makes its time run AMI_LAUNCH_TEST_SPEED times as fast,
 * timers and all, so that minutes of waiting take seconds. The product itself knows nothing of it.
 */
const speed = Number(process.env.AMI_LAUNCH_TEST_SPEED ?? 1);
if (speed !== 1) {
  const RealDate = Date;
  let started = RealDate.now();
  // The cloud's own time where the test names it: both clocks then show the same calendar.
  let base = Number(process.env.AMI_LAUNCH_TEST_NOW || started);
  // For a process that runs many steps, between which a test may put the cloud's clock forward.
  globalThis.setFastClock = (time) => {
    if (time > now()) [started, base] = [RealDate.now(), time];
  };
  const now = () => Math.round(base + (RealDate.now() - started) * speed);
  globalThis.Date = class extends RealDate {
    constructor(...args) {
      super(...(args.length === 0 ? [now()] : args));
    }
    static now() {
      return now();
    }
  };
  const scaled = (ms) => (typeof ms === 'number' ? Math.max(1, Math.round(ms / speed)) : ms);
  const { setTimeout: realTimeout, setInterval: realInterval } = globalThis;
  globalThis.setTimeout = Object.assign(
    (fn, ms, ...args) => realTimeout(fn, scaled(ms), ...args),
    realTimeout,
  );
  globalThis.setInterval = (fn, ms, ...args) => realInterval(fn, scaled(ms), ...args);
  const promises = require('node:timers/promises');
  const realSleep = promises.setTimeout;
  promises.setTimeout = (ms, value, options) => realSleep(scaled(ms), value, options);
  require('node:module').syncBuiltinESMExports();
}
