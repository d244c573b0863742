/* SPDX-License-Identifier: Apache-2.0 */
#include "claims/topics.h"

#include "model/model.h"

#include <string.h>

static void add_up(const float *vectors, uint32_t width, uint32_t first, const struct run *contents, uint32_t count, float *mean)
{
    float words = 0.0F;
    memset(mean, 0, width * sizeof *mean);
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t i = contents[k].first; i <= contents[k].last; i++) {
            const float *vector = vectors + (size_t)(i - first) * width;
            words += 1.0F;
            for (uint32_t d = 0; d < width; d++)
                mean[d] += vector[d];
        }
    for (uint32_t d = 0; d < width; d++)
        mean[d] /= words;
}

static const float *keep(struct arena *memory, const float *numbers, uint32_t count)
{
    float *kept = arena_array(memory, count, sizeof *kept);
    if (kept != NULL)
        memcpy(kept, numbers, count * sizeof *kept);
    return kept;
}

bool claims_add_topic(struct job *job, const float *vectors, uint32_t first, const struct run *contents, uint32_t count, struct attribution *a)
{
    const struct react_head *react = &job->model->react;
    uint32_t width = job->model->config.width;
    float mean[MODEL_WIDTH_MOST], topic[2 * REACT_WIDTH];
    if ((!react->there && !job->means) || count == 0)
        return true;
    add_up(vectors, width, first, contents, count, mean);
    if (job->means)
        a->mean = keep(job->doc->memory, mean, width);
    if (job->means && a->mean == NULL)
        return false;
    if (!react->there)
        return true;
    memcpy(topic, react->bias, sizeof topic);
    for (uint32_t d = 0; d < width; d++)
        for (uint32_t k = 0; k < 2 * REACT_WIDTH; k++)
            topic[k] += mean[d] * react->topic[(size_t)d * 2 * REACT_WIDTH + k];
    a->topic = keep(job->doc->memory, topic, 2 * REACT_WIDTH);
    return a->topic != NULL;
}

int16_t claims_topic_fit(const float *reaction, const float *target)
{
    if (reaction == NULL || target == NULL)
        return TOPIC_UNKNOWN;
    float sum = 0.0F;
    for (uint32_t k = 0; k < REACT_WIDTH; k++)
        sum += reaction[k] * target[REACT_WIDTH + k];
    sum *= 256.0F;
    return (int16_t)(sum > 8191.0F ? 8191.0F : sum < -8191.0F ? -8191.0F : sum);
}
