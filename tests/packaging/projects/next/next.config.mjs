// Without a root, Next takes the folder of the topmost lockfile.
export default { turbopack: { root: import.meta.dirname } };
