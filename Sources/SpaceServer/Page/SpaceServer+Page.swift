internal import Hummingbird

extension SpaceServer {
    /// Every route of the page.
    var pageRoutes: [Route] {
        [PageAssets.route] + LoginPage.routes + HomePage.routes + SetupSourcePage.routes
            + SetupUploadPage.routes + SetupReadPage.routes + SetupColumnsPage.routes
            + SetupProblemsPage.routes + SetupFixPage.routes + SetupReviewPage.routes + SetupPlanPage.routes
            + SetupDeliverPage.routes + SetupCheckPage.routes + ProfilesPage.routes
            + ProfileDetailPage.routes + DebuggerPage.routes + DeliveryPage.routes + InsightsPage.routes
            + HistoryPage.routes
    }
}
