/** Answers each start with a build that is named after its template, some later than others. */
export default {
  async fetch(request) {
    const id = new URL(request.url).searchParams.get("ImagePipelineId");
    await new Promise((resolve) => setTimeout(resolve, Number(id.slice(3)) % 7));
    return Response.json({ RequestId: `request-of-${id}`, ExecutionId: `exec-of-${id}` });
  },
};
