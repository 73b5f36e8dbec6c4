// The package keeps its memory to itself, so its instance is caught as it is made.
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(module, imports) {
    super(module, imports);
    globalThis.memory = this.exports.memory;
  }
};

// Each request comes 80 ms later than the one before, so that fewer than 1,000, the rate limit, come in a minute.
const { now } = Date;
let ahead = 0;
globalThis.pass = () => (ahead += 80);
Date.now = () => now() + ahead;
