// The package keeps its memory to itself, so its instance is caught as it is made.
WebAssembly.Instance = class extends WebAssembly.Instance {
  constructor(module, imports) {
    super(module, imports);
    globalThis.memory = this.exports.memory;
  }
};

// Each request comes 61 ms later than the one before, so that 1,000 of them take the minute of the rate limit.
const { now } = Date;
let ahead = 0;
globalThis.pass = () => (ahead += 61);
Date.now = () => now() + ahead;
