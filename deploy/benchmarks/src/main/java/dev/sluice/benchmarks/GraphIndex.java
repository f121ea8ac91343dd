package dev.sluice.benchmarks;

import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.util.ArrayList;
import java.util.List;

/** A graph of neighbours, of the library jvector, as broad a search as finds what there is. Used by one thread. */
final class GraphIndex implements VectorIndex {

    private static final int DEGREE = 16;
    private static final int BUILD_BREADTH = 100;
    private static final int BREADTH = 50;
    private static final float SLACK = 1.2f;
    private static final VectorTypeSupport TYPES =
            VectorizationProvider.getInstance().getVectorTypeSupport();

    private final ListRandomAccessVectorValues values;
    private final GraphSearcher searcher;

    GraphIndex(Vectors vectors) {
        List<VectorFloat<?>> list = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            list.add(TYPES.createFloatVector(vectors.vector(i)));
        }
        values = new ListRandomAccessVectorValues(list, Vectors.DIMENSIONS);
        BuildScoreProvider scores =
                BuildScoreProvider.randomAccessScoreProvider(values, VectorSimilarityFunction.DOT_PRODUCT);
        GraphIndexBuilder builder = GraphIndexBuilder.builder(scores, Vectors.DIMENSIONS, DEGREE)
                .withBeamWidth(BUILD_BREADTH)
                .withNeighborOverflow(SLACK)
                .withAlpha(SLACK)
                .build();
        for (int i = 0; i < list.size(); i++) {
            builder.addGraphNode(i, list.get(i));
        }
        searcher = new GraphSearcher(builder.getGraph());
    }

    @Override
    public int nearest(float[] question) {
        SearchResult result = searcher.search(
                DefaultSearchScoreProvider.exact(
                        TYPES.createFloatVector(question), VectorSimilarityFunction.DOT_PRODUCT, values),
                1,
                BREADTH,
                0,
                0,
                Bits.ALL);
        return result.getNodes().length == 0 ? -1 : result.getNodes()[0].node;
    }
}
