/** Sends many requests to the worker, so many at a time, and tells which answers belong to another request. */

export default {
  async fetch(request, { WORKER }) {
    const { first, count, atOnce, token } = await request.json();
    const wrong = [];
    let next = first;
    const send = async () => {
      while (next < first + count) {
        const imagePipelineId = `ip-${next++}`;
        const body = JSON.stringify({ imagePipelineId, clientToken: imagePipelineId });
        const headers = { authorization: `Bearer ${token}` };
        const response = await WORKER.fetch("http://worker.example/executions", { method: "POST", headers, body });
        const { executionId } = await response.json();
        if (response.status !== 202 || executionId !== `exec-of-${imagePipelineId}`)
          wrong.push([imagePipelineId, response.status, executionId]);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, send));
    return Response.json(wrong);
  },
};
